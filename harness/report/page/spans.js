// @ts-check
// Second of the page's own scripts: phases, steps, actions, probe outages and blind spots, drawn above and behind the curves.
/** @import { Plot, Span } from './globals.ts' */
/**
 * @param spans as in ChartData
 * @param colour returns a colour of the style sheet for the canvas
 * @type {typeof globalThis.timelineSpans}
 */
globalThis.timelineSpans = (spans, colour) => {
  const { uPlot } = globalThis;
  const rowHeight = 18;
  /** A label without its explanation: `nodes: fetch failed` is blind `nodes`. @param {Span} span */
  const getName = (span) => span.label.replace(/: .*/, '');

  /** @param {string} kind */
  const ofKind = (kind) => spans.filter((span) => span.kind === kind);
  // A row for each probe, so that one probe's outage does not hide another's.
  const ofProbes = Object.entries(Object.groupBy(ofKind('probe-outage'), (span) => span.probe ?? ''));
  const rows = [
    ...['phase', 'step', 'action'].map((kind) => ({ kind, name: kind, all: ofKind(kind) })),
    ...ofProbes.map(([probe, all = []]) => ({ kind: 'probe-outage', name: `${probe} ✕`, all })),
    { kind: 'blind', name: 'blind', all: ofKind('blind') },
  ]
    .filter(({ all }) => all.length > 0)
    .map(({ kind, name, all }) => ({ kind, name, spans: merged(all) }));
  const height = rows.length * rowHeight + 6;

  /**
   * The spans of a row; overlapping ones (several watches blind at once) are joined, in order of time. @param
   * {Span[]} all
   */
  function merged(all) {
    /** @type {(Span & { labels: Set<string> })[]} */
    const joined = [];
    for (const span of all.toSorted((x, y) => x.fromS - y.fromS)) {
      const last = joined.at(-1);
      if (last === undefined || span.fromS >= last.toS)
        joined.push({ ...span, labels: new Set([getName(span)]) });
      else {
        last.toS = Math.max(last.toS, span.toS);
        last.labels.add(getName(span));
      }
    }
    return joined.map(({ labels, ...span }) => ({ ...span, label: [...labels].join(', ') }));
  }

  /** Clipped to the plot, in canvas pixels. @param {Plot} plot @param {Span[]} all */
  function shown(plot, all) {
    const { left, width } = plot.bbox;
    return all
      .map((span) => {
        const from = Math.max(left, plot.valToPos(span.fromS, 'x', true));
        const to = Math.min(left + width, plot.valToPos(span.toS, 'x', true));
        return { ...span, from, width: to - from };
      })
      .filter((span) => span.from <= left + width && span.width >= 0);
  }

  /**
   * The part of a label that fits: all, its first word, or an end of that. Node names differ at their end.
   * @param {CanvasRenderingContext2D} context
   * @param {string} label
   * @param {number} width
   * @param {boolean} keepsEnd
   */
  function shorten(context, label, width, keepsEnd) {
    /** @param {string} text */
    const fits = (text) => context.measureText(text).width <= width;
    const text = fits(label) ? label : label.replace(/,? .*$/, '');
    for (let length = text.length; length > 2; length--) {
      const cut =
        length === text.length ? text : keepsEnd ? `…${text.slice(-length)}` : `${text.slice(0, length)}…`;
      if (fits(cut)) return cut;
    }
    return '';
  }

  /** Behind the curves: steps as bands with their starts, phase boundaries as lines. @param {Plot} plot */
  function drawBands(plot) {
    const { ctx, bbox } = plot;
    /** @param {string} kind @param {string} ink @param {(span: { width: number }) => number} getWidth */
    const bands = (kind, ink, getWidth) => {
      ctx.fillStyle = colour(ink);
      const all = rows.filter((row) => row.kind === kind).flatMap((row) => row.spans);
      for (const span of shown(plot, all)) ctx.fillRect(span.from, bbox.top, getWidth(span), bbox.height);
    };
    ctx.save();
    bands('step', 'band', (span) => span.width);
    bands('step', 'span-step', () => 2 * uPlot.pxRatio);
    bands('phase', 'rule', () => uPlot.pxRatio);
    ctx.restore();
  }

  /** Above the curves: a labelled row for each kind, and for each probe. @param {Plot} plot */
  function drawStrip(plot) {
    const { ctx, bbox } = plot;
    const ratio = uPlot.pxRatio;
    ctx.save();
    ctx.font = `${11 * ratio}px system-ui, sans-serif`;
    ctx.textBaseline = 'middle';
    rows.forEach(({ kind, name, spans: all }, index) => {
      const top = bbox.top + (index * rowHeight - height) * ratio;
      const deep = (rowHeight - 3) * ratio;
      ctx.textAlign = 'right';
      ctx.fillStyle = colour('quiet');
      ctx.fillText(name, bbox.left - 8 * ratio, top + deep / 2);
      ctx.textAlign = 'left';
      for (const span of shown(plot, all)) {
        ctx.fillStyle = colour(`span-${kind}`);
        ctx.fillRect(span.from, top, Math.max(2 * ratio, span.width - ratio), deep);
        ctx.fillStyle = colour('ink');
        const label = shorten(ctx, span.label, span.width - 8 * ratio, kind === 'step');
        ctx.fillText(label, span.from + 4 * ratio, top + deep / 2);
      }
    });
    ctx.restore();
  }

  /** As text: what happened in the second that starts there. @param {number} second */
  const during = (second) =>
    spans
      .filter((span) => span.fromS < second + 1 && span.toS > second)
      .map((span) => `${span.kind.replace('-', ' ')} ${span.label}`);

  return { height, drawBands, drawStrip, during };
};
