// @ts-check First of the page's own scripts: what its plots share. They follow the page's width, its colour
// scheme and the printer.
/** @import { Axis, PagePlots, Plot } from './globals.ts' */
/** @type {PagePlots} */
globalThis.pagePlots = (() => {
  const { document, window } = globalThis;
  const probe = document.body.appendChild(document.createElement('span'));
  /** @type {Map<string, string>} */
  let palette = new Map();
  /** A colour of the style sheet, computed for the scheme in force. @param {string} name */
  function colour(name) {
    const known = palette.get(name);
    if (known !== undefined) return known;
    probe.style.color = `var(--${name})`;
    const computed = window.getComputedStyle(probe).color;
    palette.set(name, computed);
    return computed;
  }

  /** @type {Axis} */
  const axis = {
    stroke: () => colour('quiet'),
    grid: { stroke: () => colour('grid'), width: 1 },
    ticks: { show: false },
  };

  /** @typedef {{ plot: Plot, place: HTMLElement, onPaper: number }} KeptPlot */
  /** @type {KeptPlot[]} */
  const kept = [];
  /** @param {KeptPlot} kept @param {number} [width] */
  const paint = ({ plot, place }, width = place.clientWidth) => {
    plot.setSize({ width, height: plot.height });
    plot.redraw(false);
  };
  /** @param {(kept: KeptPlot) => number} [getWidth] */
  const paintAll = (getWidth) => {
    palette = new Map();
    for (const each of kept) paint(each, getWidth?.(each));
  };
  /**
   * Keeps a plot as wide as its container, and on paper as wide as `onPaper`, in CSS pixels.
   * @type {PagePlots['keep']}
   */
  function keep(plot, place, onPaper) {
    const each = { plot, place, onPaper };
    kept.push(each);
    new window.ResizeObserver(() => paint(each)).observe(place);
  }

  window.matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => paintAll());
  // Paper is white and narrower than a screen, whatever the screen's scheme is.
  window.addEventListener('beforeprint', () => {
    document.documentElement.classList.add('printing');
    paintAll((each) => each.onPaper);
  });
  window.addEventListener('afterprint', () => {
    document.documentElement.classList.remove('printing');
    paintAll();
  });

  /**
   * A piece of a line, for a legend: its colour comes from the style sheet, its dashes identify it without colour.
   * @type {PagePlots['swatch']}
   */
  function swatch(className, dashes) {
    /** @param {string} name @param {Record<string, string | number>} attributes */
    const drawn = (name, attributes) => {
      const node = /** @type {SVGElement} */ (document.createElementNS('http://www.w3.org/2000/svg', name));
      for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, String(value));
      return node;
    };
    const svg = drawn('svg', { width: 30, height: 10, 'aria-hidden': 'true', class: className });
    const line = { x1: 0, x2: 30, y1: 5, y2: 5, 'stroke-width': 2, 'stroke-dasharray': dashes.join(' ') };
    svg.append(drawn('line', line));
    return svg;
  }

  return { colour, axis, keep, swatch };
})();
