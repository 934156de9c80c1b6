// Third of the page's own scripts: the table under the chart, which names the lanes, hides them, and tells their values.
globalThis.timelineLanes = (table, lanes, dashOf, onToggle) => {
  const { document, pagePlots } = globalThis;
  const element = (name, text, attributes) => {
    const made = Object.assign(document.createElement(name), attributes);
    if (text !== '') made.textContent = text;
    return made;
  };

  const head = table.createTHead().insertRow();
  for (const name of ['Lane', 'p50 ms', 'p99 ms', 'max ms', 'failed'])
    head.append(element('th', name, { scope: 'col' }));
  const body = table.createTBody();
  const cells = lanes.map((lane, index) => {
    const row = body.insertRow();
    const box = element('input', '', { type: 'checkbox', checked: true });
    box.addEventListener('change', () => onToggle(index, box.checked));
    const label = element('label', '', {});
    label.append(box, pagePlots.swatch(`lane-${index % 6}`, dashOf(index)), `${lane.target}/${lane.lane}`);
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
