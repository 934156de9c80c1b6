// @ts-check Fourth of the page's own scripts: the timeline, from the page's data and style. It sends no
// requests.
/** @import { Axis, Chart, Plot, PlotData, PlotOptions, Series } from './globals.ts' */
(() => {
  const { uPlot, document, pagePlots, timelineSpans, timelineLanes } = globalThis;
  const figure = document.getElementById('chart');
  if (figure === null) return;
  /** An element that page/timeline.ts wrote. @param {string} id */
  const place = (id) => {
    const found = document.getElementById(id);
    if (found === null) throw new Error(`no #${id} in the page`);
    return found;
  };
  /** @type {Chart} */
  const { t, lanes, spans } = JSON.parse(place('chart-data').textContent);

  const { colour, axis } = pagePlots;
  /** @param {number} index */
  const laneColour = (index) => () => colour(`lane-${index % 6}`);
  const dashes = [[], [7, 4], [2, 3], [9, 3, 2, 3]];
  /** @param {number} index */
  const getDash = (index) => dashes[index % dashes.length];
  const strip = timelineSpans(spans, colour);

  /** @param {number} seconds */
  function clock(seconds) {
    const whole = Math.round(seconds);
    const [h, m, s] = [Math.floor(whole / 3600), Math.floor((whole % 3600) / 60), whole % 60];
    /** @param {number} value */
    const two = (value) => String(value).padStart(2, '0');
    return h > 0 ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`;
  }

  /** @returns {Axis} @param {boolean} labelled */
  const timeAxis = (labelled) => ({
    ...axis,
    incrs: [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400],
    space: 70,
    size: labelled ? 30 : 8,
    values: (_, splits) => splits.map((value) => (labelled ? clock(value) : '')),
  });
  const valueAxis = { ...axis, size: 66 };
  /** @returns {Series} @param {number} index @param {string} label @param {Series} style */
  const line = (index, label, style) => ({
    scale: 'y',
    label: `${lanes[index].target}/${lanes[index].lane} ${label}`,
    stroke: laneColour(index),
    points: { show: false },
    ...style,
  });
  /**
   * @param {string} target
   * @param {number} height
   * @param {Omit<PlotOptions, 'width' | 'height'>} options
   * @param {PlotData} data
   */
  const createPlot = (target, height, options, data) =>
    new uPlot(
      {
        width: figure.clientWidth,
        height,
        legend: { show: false },
        cursor: { sync: { key: 'timeline', scales: ['x', null] }, points: { show: false }, y: false },
        ...options,
      },
      data,
      place(target),
    );

  /**
   * Labels of the log axis: 1, 2, 5 of each decade if there is room, otherwise powers of ten. @param {Plot}
   * plot @param {number[]} splits
   */
  function logLabels(plot, splits) {
    const { min = 1, max = 1 } = plot.scales.y;
    const wide = max / min > 2000;
    return splits.map((value) => {
      const leading = Math.round(value / 10 ** Math.floor(Math.log10(value) + 1e-9));
      return leading === 1 || (!wide && (leading === 2 || leading === 5)) ? value : null;
    });
  }

  /**
   * From a power of ten, so that the axis starts at a round number, to a little above the maximum.
   * @param {Plot} _plot
   * @param {number} min
   * @param {number} max
   * @returns {[number, number]}
   */
  function fromDecade(_plot, min, max) {
    return min > 0 ? [10 ** Math.floor(Math.log10(min)), max * 1.2] : [1, 10];
  }

  const latencyPlot = createPlot(
    'chart-latency',
    260 + strip.height,
    {
      padding: [strip.height + 4, 12, 0, 0],
      scales: { x: { time: false }, y: { distr: 3, range: fromDecade } },
      axes: [
        timeAxis(false),
        {
          ...valueAxis,
          filter: logLabels,
          values: (_, splits) =>
            splits.map((value) => (value === null ? '' : String(Number(value.toPrecision(3))))),
        },
      ],
      series: [
        {},
        ...lanes.flatMap((_, index) => [
          line(index, 'p50', { width: 0.75 }),
          line(index, 'p99', { width: 1.75, dash: getDash(index) }),
        ]),
      ],
      hooks: {
        drawClear: [strip.drawBands],
        draw: [strip.drawStrip],
        setCursor: [(plot) => readOut(plot.cursor.idx ?? null)],
      },
    },
    // A log axis has no place for 0.
    [
      t,
      ...lanes.flatMap((lane) =>
        [lane.p50Ms, lane.p99Ms].map((all) => all.map((ms) => (ms !== null && ms > 0 ? ms : null))),
      ),
    ],
  );

  const { stepped } = uPlot.paths;
  const failedPlot = createPlot(
    'chart-failed',
    130,
    {
      padding: [8, 12, 0, 0],
      scales: { x: { time: false }, y: { range: (_plot, _min, max) => [0, Math.max(1, max * 1.05)] } },
      axes: [
        timeAxis(true),
        {
          ...valueAxis,
          incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10000],
          values: (_, splits) => splits.map(String),
        },
      ],
      series: [
        {},
        ...lanes.map((_, index) =>
          line(index, 'failed', {
            width: 2,
            ...(stepped === undefined ? {} : { paths: stepped({ align: 1 }) }),
          }),
        ),
      ],
      hooks: { drawClear: [strip.drawBands] },
    },
    [t, ...lanes.map((lane) => lane.failed)],
  );

  const laneTable = /** @type {HTMLTableElement} */ (place('chart-lanes'));
  const showLane = timelineLanes(laneTable, lanes, getDash, (index, show) => {
    for (const series of [2 * index + 1, 2 * index + 2]) latencyPlot.setSeries(series, { show });
    failedPlot.setSeries(index + 1, { show });
  });
  const now = place('chart-now');
  const hint = now.textContent;
  /** @param {number | null} index */
  function readOut(index) {
    showLane(index);
    now.textContent = index === null ? hint : [clock(t[index]), ...strip.during(t[index])].join(' · ');
  }

  for (const plot of [latencyPlot, failedPlot]) pagePlots.keep(plot, figure, 660);
})();
