import { createHash } from 'node:crypto';
import type { Summary } from '../judge/answer/summary.ts';
import type { ChartData } from '../judge/chart.ts';
import type { ReportAssets } from './assets.ts';
import { verdictSigns } from './names.ts';
import { type Html, html, joinHtml, jsonHtml, ownHtml } from './page/markup.ts';
import { shortNamesHtml } from './page/node-names.ts';
import { openingHtml } from './page/opening.ts';
import { sectionHtml } from './page/section.ts';
import { timelineHtml } from './page/timeline.ts';
import { followingSections, openingSections } from './sections.ts';
import { findNodeNaming } from './short-names.ts';

/**
 * report.html: one self-contained file that also works offline and in future. Its policy forbids every
 * request and all scripts and styles except its own, by their hashes.
 */
export function renderHtmlReport(summary: Summary, chart: ChartData, assets: ReportAssets): string {
  const { styles, scripts } = assets;
  const textHtml = shortNamesHtml(findNodeNaming(summary));
  const following = followingSections(summary);
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${ownHtml(createPolicy(assets))}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="generator" content="${summary.tool}">
<title>${verdictSigns[summary.verdict]} ${summary.verdict}: ${summary.scenario}</title>
${lines(styles.map((style) => html`<style>${ownHtml(style)}</style>`))}
</head>
<body>
${openingHtml(summary, textHtml)}
<main>
${lines(openingSections(summary).map((section) => sectionHtml(section, textHtml)))}
${timelineHtml(chart)}
${contentsHtml(following)}
${lines(following.map((section) => sectionHtml(section, textHtml)))}
</main>
<script type="application/json" id="chart-data">${jsonHtml(chart)}</script>
${lines(scripts.map((script) => html`<script>${ownHtml(script)}</script>`))}
</body>
</html>
`.toString();
}

function createPolicy({ styles, scripts }: ReportAssets): string {
  return [
    "default-src 'none'",
    `script-src ${scripts.map(hashSource).join(' ')}`,
    `style-src ${styles.map(hashSource).join(' ')}`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
}

function contentsHtml(sections: readonly { readonly id: string; readonly heading: string }[]): Html {
  const links = sections.map(({ id, heading }) => html`<li><a href="#${id}">${heading}</a></li>`);
  return html`<nav aria-label="Sections"><ul>${links}</ul></nav>`;
}

function hashSource(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
}

const lines = (pieces: readonly Html[]): Html => joinHtml(pieces, '\n');
