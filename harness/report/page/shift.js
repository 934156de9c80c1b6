// @ts-check
// Last of the page's own scripts: how each percentile changed, lane by lane.
/** @import { Axis, Plot, PlotOptions, Scale, Series, ShiftLane } from './globals.ts' */
(() => {
  const { uPlot, document, pagePlots } = globalThis;
  const figure = document.getElementById('shift-chart');
  const canvas = figure?.querySelector('[role=img]');
  const script = figure?.querySelector('script');
  if (!canvas || !script) return;
  /** @type {ShiftLane[]} */
  const lanes = JSON.parse(script.textContent);
  const { colour, axis, keep, swatch } = pagePlots;

  /** @type {Record<string, string>} */
  const names = {
    baseline: 'baseline',
    upgrade: 'whole upgrade',
    'control-plane': 'control-plane steps',
    worker: 'worker steps',
  };
  /** @type {Record<string, number[]>} */
  const dashes = { baseline: [], upgrade: [7, 4], 'control-plane': [7, 4], worker: [2, 3] };
  const hint = 'Move over the curves to read them.';
  /** @param {string} name @param {string} text @param {string} [className] */
  const element = (name, text, className = '') =>
    Object.assign(document.createElement(name), { textContent: text, className });

  /** @param {ShiftLane} lane */
  function createLegend({ periods }) {
    const legend = element('p', '', 'legend');
    for (const of of ['baseline', ...periods.map((one) => one.of)]) {
      const entry = element('span', '');
      entry.append(swatch(`of-${of}`, dashes[of]), names[of]);
      legend.append(entry);
    }
    return legend;
  }

  /**
   * Round values, as many as there is room for, on a log axis.
   * @param {Plot} _plot
   * @param {number} _axis
   * @param {number} min
   * @param {number} max
   */
  function roundValues(_plot, _axis, min, max) {
    const steps = max / min > 1000 ? [1] : max / min > 12 ? [1, 2, 5] : [1, 1.5, 2, 3, 4, 5, 7];
    /** @type {number[]} */
    const values = [];
    for (let decade = 10 ** Math.floor(Math.log10(min)); decade <= max; decade *= 10)
      values.push(...steps.map((step) => step * decade));
    return values.filter((value) => value >= min && value <= max);
  }

  const factors = [0.01, 0.02, 0.05, 0.1, 0.2, 0.33, 0.5, 0.67, 0.8, 0.9, 0.95]
    .concat([1.05, 1.1, 1.2, 1.5, 2, 3, 5, 10, 20, 50, 100, 200, 500, 1000])
    .map(Math.log);
  /** No change, and round changes, as many as there is room for. @param {number} height in CSS pixels */
  function roundChanges(height) {
    /** @param {Plot} _plot @param {number} _axis @param {number} min @param {number} max */
    return (_plot, _axis, min, max) => {
      const apart = ((max - min) / height) * 20;
      const chosen = [0];
      for (const side of [factors.filter((one) => one > 0), factors.filter((one) => one < 0).reverse()]) {
        let last = 0;
        for (const value of side)
          if (value > min && value < max && Math.abs(value - last) >= apart) {
            chosen.push(value);
            last = value;
          }
      }
      return chosen.sort((a, b) => a - b);
    };
  }
  /** @param {number} log */
  function changeLabel(log) {
    const ratio = Math.exp(log);
    if (ratio >= 2.99) return `×${Math.round(ratio)}`;
    const percent = Math.round((ratio - 1) * 100);
    return percent === 0 ? '0%' : percent > 0 ? `+${percent}%` : `−${-percent}%`;
  }

  /**
   * A dot with its interval, or a ring without one; the periods next to each other. @param {Plot} plot @param
   * {ShiftLane} lane
   */
  function drawChanges(plot, { periods }) {
    const { ctx } = plot;
    const ratio = uPlot.pxRatio;
    ctx.save();
    ctx.lineWidth = 1.5 * ratio;
    periods.forEach((period, k) => {
      ctx.strokeStyle = colour(`of-${period.of}`);
      ctx.fillStyle = ctx.strokeStyle;
      period.ratio.forEach((value, i) => {
        if (value === null) return;
        const x = plot.valToPos(i, 'x', true) + (k - (periods.length - 1) / 2) * 7 * ratio;
        /** @param {number} change */
        const y = (change) => plot.valToPos(Math.log(change), 'y', true);
        ctx.beginPath();
        ctx.arc(x, y(value), 3 * ratio, 0, 2 * Math.PI);
        const [low, high] = [period.low[i], period.high[i]];
        if (low === null || high === null) {
          ctx.stroke();
          return;
        }
        ctx.fill();
        ctx.beginPath();
        ctx.moveTo(x, y(low));
        ctx.lineTo(x, y(high));
        ctx.stroke();
      });
    });
    ctx.restore();
  }

  /** @param {Plot} plot */
  function drawZero(plot) {
    const { ctx, bbox } = plot;
    const y = plot.valToPos(0, 'y', true);
    ctx.save();
    ctx.fillStyle = colour('quiet');
    ctx.fillRect(bbox.left, y, bbox.width, uPlot.pxRatio);
    ctx.restore();
  }

  /** @param {ShiftLane} lane @param {HTMLElement} place */
  function drawLane(lane, place) {
    const { percentiles, baselineMs, periods, texts } = lane;
    const now = element('p', hint, 'now');
    const panels = [element('div', ''), element('div', '')];
    place.append(
      element('h3', lane.name),
      createLegend(lane),
      element('p', 'Latency in ms (log scale) at each percentile', 'axis'),
      panels[0],
      element('p', 'Change: dot with 90% interval; ring: no interval', 'axis'),
      panels[1],
      now,
    );
    const x = percentiles.map((_, i) => i);
    /** @type {Pick<PlotOptions, 'legend' | 'cursor' | 'hooks'>} */
    const shared = {
      legend: { show: false },
      cursor: {
        sync: { key: `shift ${lane.name}`, scales: ['x', null] },
        points: { show: false },
        drag: { x: false },
        y: false,
      },
      hooks: {
        setCursor: [
          (plot) => {
            now.textContent = texts[plot.cursor.idx ?? -1] ?? hint;
          },
        ],
      },
    };
    /** @type {Scale} */
    const xScale = { time: false, range: [-0.5, percentiles.length - 0.5] };
    /** @returns {Axis} @param {boolean} labelled */
    const percentileAxis = (labelled) => ({
      ...axis,
      splits: () => x,
      size: labelled ? 28 : 8,
      gap: 3,
      values: (_plot, splits) => splits.map((i) => (labelled ? percentiles[i].slice(1) : '')),
    });
    /** @returns {Series} @param {string} of */
    const line = (of) => ({
      scale: 'y',
      stroke: () => colour(`of-${of}`),
      width: of === 'baseline' ? 2.5 : 2,
      dash: dashes[of],
      points: { show: true, size: 5, fill: () => colour(`of-${of}`) },
    });
    // A log axis has no place for 0.
    /** @param {(number | null)[]} all */
    const drawable = (all) => all.map((ms) => (ms !== null && ms > 0 ? ms : null));
    const latency = new uPlot(
      {
        ...shared,
        width: place.clientWidth,
        height: 210,
        padding: [8, 10, 0, 0],
        scales: { x: xScale, y: { distr: 3, range: (_plot, min, max) => [min / 1.15, max * 1.15] } },
        axes: [
          percentileAxis(false),
          {
            ...axis,
            size: 52,
            splits: roundValues,
            filter: (_plot, splits) => splits,
            values: (_plot, splits) => splits.map((value) => String(Number(value.toPrecision(3)))),
          },
        ],
        series: [{}, line('baseline'), ...periods.map(({ of }) => line(of))],
      },
      [x, drawable(baselineMs), ...periods.map(({ ms }) => drawable(ms))],
      panels[0],
    );

    const ends = periods.flatMap(({ ratio, low, high }) => [...ratio, ...low, ...high]);
    const logs = ends.flatMap((end) => (end !== null && end > 0 ? [Math.log(end)] : []));
    /** @type {[number, number]} */
    const range = [Math.min(-0.1, ...logs) - 0.06, Math.max(0.1, ...logs) + 0.06];
    const height = 170;
    const changes = new uPlot(
      {
        ...shared,
        width: place.clientWidth,
        height,
        padding: [4, 10, 0, 0],
        scales: { x: xScale, y: { range } },
        axes: [
          percentileAxis(true),
          {
            ...axis,
            size: 52,
            splits: roundChanges(height - 32),
            values: (_plot, splits) => splits.map(changeLabel),
          },
        ],
        series: [{}, ...periods.map(() => ({ scale: 'y', paths: () => null, points: { show: false } }))],
        hooks: { ...shared.hooks, draw: [drawZero, (plot) => drawChanges(plot, lane)] },
      },
      [
        x,
        ...periods.map(({ ratio }) =>
          ratio.map((change) => (change !== null && change > 0 ? Math.log(change) : null)),
        ),
      ],
      panels[1],
    );
    for (const plot of [latency, changes]) keep(plot, place, 310);
  }

  for (const lane of lanes) drawLane(lane, canvas.appendChild(element('div', '')));
})();
