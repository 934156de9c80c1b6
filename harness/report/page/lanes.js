// @ts-check
// Third of the page's own scripts: the table under the chart, which names the lanes, hides them, and shows their values.
/** @type {typeof globalThis.timelineLanes} */
globalThis.timelineLanes = (table, lanes, getDash, onToggle) => {
  const { document, pagePlots } = globalThis;
  /** @param {'row' | 'col'} scope @param {string} text */
  const heading = (scope, text) => Object.assign(document.createElement('th'), { scope, textContent: text });

  const head = table.createTHead().insertRow();
  for (const name of ['Lane', 'p50 ms', 'p99 ms', 'max ms', 'failed']) head.append(heading('col', name));
  const body = table.createTBody();
  const cells = lanes.map((lane, index) => {
    const row = body.insertRow();
    const box = Object.assign(document.createElement('input'), { type: 'checkbox', checked: true });
    box.addEventListener('change', () => onToggle(index, box.checked));
    const label = document.createElement('label');
    label.append(box, pagePlots.swatch(`lane-${index % 6}`, getDash(index)), `${lane.target}/${lane.lane}`);
    const name = heading('row', '');
    name.append(label);
    row.append(name);
    return [1, 2, 3, 4].map(() => Object.assign(row.insertCell(), { textContent: '–' }));
  });

  /** @param {number | null | undefined} ms */
  const latency = (ms) =>
    ms === null || ms === undefined ? '–' : ms < 99.95 ? ms.toFixed(1) : String(Math.round(ms));
  /** Shows the values of one bin; of none if the index is null. */
  return (index) => {
    lanes.forEach((lane, number) => {
      const texts =
        index === null
          ? []
          : [
              ...[lane.p50Ms, lane.p99Ms, lane.maxMs].map((values) => latency(values[index])),
              String(lane.failed[index]),
            ];
      cells[number].forEach((cell, column) => {
        cell.textContent = texts[column] ?? '–';
      });
    });
  };
};
