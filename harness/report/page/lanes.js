// Second of the page's own scripts: the table under the chart, which names the lanes, hides them, and tells their values.
globalThis.timelineLanes = (table, lanes, dashOf, onToggle) => {
  const { document } = globalThis;
  const element = (name, text, attributes) => {
    const made = Object.assign(document.createElement(name), attributes);
    if (text !== '') made.textContent = text;
    return made;
  };

  /** A piece of the lane's line: its colour comes from the style sheet, its dashes tell it apart without colour. */
  function swatch(index) {
    const drawn = (name, attributes) => {
      const node = document.createElementNS('http://www.w3.org/2000/svg', name);
      for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
      return node;
    };
    const svg = drawn('svg', { width: 30, height: 10, 'aria-hidden': 'true', class: `lane-${index % 6}` });
    const dashes = dashOf(index).join(' ');
    svg.append(drawn('line', { x1: 0, x2: 30, y1: 5, y2: 5, 'stroke-width': 2, 'stroke-dasharray': dashes }));
    return svg;
  }

  const head = table.createTHead().insertRow();
  for (const name of ['Lane', 'p50 ms', 'p99 ms', 'max ms', 'failed'])
    head.append(element('th', name, { scope: 'col' }));
  const body = table.createTBody();
  const cells = lanes.map((lane, index) => {
    const row = body.insertRow();
    const box = element('input', '', { type: 'checkbox', checked: true });
    box.addEventListener('change', () => onToggle(index, box.checked));
    const label = element('label', '', {});
    label.append(box, swatch(index), `${lane.target}/${lane.lane}`);
    const name = element('th', '', { scope: 'row' });
    name.append(label);
    row.append(name);
    return [1, 2, 3, 4].map(() => row.appendChild(element('td', '–', {})));
  });

  const latency = (ms) =>
    ms === null || ms === undefined ? '–' : ms < 99.95 ? ms.toFixed(1) : String(Math.round(ms));
  /** Shows the values of one bin; of none when the index is null. */
  return (index) => {
    lanes.forEach((lane, number) => {
      const texts =
        index === null
          ? []
          : [
              ...[lane.p50Ms, lane.p99Ms, lane.maxMs].map((values) => latency(values[index])),
              lane.failed[index],
            ];
      cells[number].forEach((cell, column) => {
        cell.textContent = texts[column] ?? '–';
      });
    });
  };
};
