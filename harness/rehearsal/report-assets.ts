import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { ReportAssets } from '../report/assets.ts';

/**
 * Reads the assets inside report.html: uPlot's files, and those in report/page/, which are next to the source
 * and next to the compiled code.
 */
export function reportAssets(): ReportAssets {
  const uplot = (name: string) => read(import.meta.resolve(`uplot/dist/${name}`));
  const page = (name: string) => read(new URL(`../report/page/${name}`, import.meta.url));
  return {
    styles: [
      uplot('uPlot.min.css'),
      page('page.css'),
      page('opening.css'),
      page('tables.css'),
      page('timeline.css'),
      page('shift.css'),
      page('print.css'),
    ],
    // The page contains a copy of uPlot, and therefore its licence.
    scripts: [
      `/*\n${read(import.meta.resolve('uplot/LICENSE'))}*/\n${uplot('uPlot.iife.min.js')}`,
      page('plots.js'),
      page('spans.js'),
      page('lanes.js'),
      page('chart.js'),
      page('shift.js'),
    ],
  };
}

function read(url: string | URL): string {
  return readFileSync(fileURLToPath(url), 'utf8');
}
