import { count } from '../../format/numbers.ts';
import type { ChartData } from '../../judge/chart.ts';
import { formatLaneName } from '../names.ts';
import { type Html, html } from './markup.ts';
import { withoutScripts } from './section.ts';

/** The timeline's place in the page: page/chart.js fills it; without scripts it shows a text. */
export function timelineHtml(chart: ChartData): Html {
  return html`<section id="timeline" aria-labelledby="timeline-heading">
<h2 id="timeline-heading">Timeline</h2>
${chart.t.length === 0 ? html`<p>No sample was read, so there is nothing to draw.</p>` : figure(chart)}
<p class="source"><span>Source</span> Samples in bins of one second by intended start: p50 and p99 of successful requests (a gap where there were none), number of failed requests. Bands: journal.ndjson (phase, intent, probe, blind).</p>
</section>`;
}

function figure(chart: ChartData): Html {
  const steps = chart.spans.filter((span) => span.kind === 'step');
  const label = `Latency and failures per second of ${chart.lanes.map(formatLaneName).join(', ')} over ${count(chart.t.length)} seconds, with ${count(steps.length)} steps: ${steps.map((step) => step.label).join(', ') || 'none'}. The tables hold the same figures.`;
  return html`<figure id="chart">
${withoutScripts}
<div role="img" aria-label="${label}">
<p class="axis">Latency in ms (log scale): thick p99, thin p50</p>
<div id="chart-latency"></div>
<p class="axis">Failed requests in each second</p>
<div id="chart-failed"></div>
</div>
<p id="chart-now">Move over the chart to read it, drag to zoom, double-click to zoom out.</p>
<table id="chart-lanes"><caption>Lanes: tick to show. Values are those of the second under the cursor.</caption></table>
</figure>`;
}
