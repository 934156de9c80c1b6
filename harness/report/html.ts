import { createHash } from 'node:crypto';
import type { ChartData } from '../judge/chart.ts';
import type { Summary } from '../judge/summary.ts';
import type { ReportAssets } from './assets.ts';
import { embedJson, escapeHtml } from './escape.ts';
import { verdictSigns } from './names.ts';
import { openingHtml } from './page/opening.ts';
import { sectionHtml } from './page/section.ts';
import { timelineHtml } from './page/timeline.ts';
import { followingSections, openingSections } from './sections.ts';

/**
 * report.html: one file that needs nothing else, offline, for years. Its policy forbids every request and every script
 * and style but its own, by their hashes.
 */
export function htmlReport(summary: Summary, chart: ChartData, assets: ReportAssets): string {
  const { styles, scripts } = assets;
  const policy = [
    "default-src 'none'",
    `script-src ${scripts.map(hashSource).join(' ')}`,
    `style-src ${styles.map(hashSource).join(' ')}`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  const following = followingSections(summary);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="generator" content="${escapeHtml(summary.tool)}">
<title>${verdictSigns[summary.verdict]} ${summary.verdict}: ${escapeHtml(summary.scenario)}</title>
${styles.map((style) => `<style>${style}</style>`).join('\n')}
</head>
<body>
${openingHtml(summary)}
<main>
${openingSections(summary).map(sectionHtml).join('\n')}
${timelineHtml(chart)}
${contents(following)}
${following.map(sectionHtml).join('\n')}
</main>
<script type="application/json" id="chart-data">${embedJson(chart)}</script>
${scripts.map((script) => `<script>${script}</script>`).join('\n')}
</body>
</html>
`;
}

function contents(sections: readonly { readonly id: string; readonly heading: string }[]): string {
  const links = sections.map(({ id, heading }) => `<li><a href="#${id}">${escapeHtml(heading)}</a></li>`);
  return `<nav aria-label="Sections"><ul>${links.join('')}</ul></nav>`;
}

function hashSource(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
}
