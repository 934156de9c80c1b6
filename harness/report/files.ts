import type { Summary } from '../judge/answer/summary.ts';
import type { ChartData } from '../judge/chart.ts';
import { answerJson } from './answer-json.ts';
import type { ReportAssets } from './assets.ts';
import { renderHtmlReport } from './html.ts';
import { renderJunitReport } from './junit.ts';
import { renderMarkdownReport } from './markdown.ts';

export interface ReportFile {
  readonly name: string;
  readonly content: string;
}

/** All files of a run directory's derived/: the same input gives the same bytes. */
export function renderReportFiles(summary: Summary, chart: ChartData, assets: ReportAssets): ReportFile[] {
  return [
    { name: 'summary.json', content: answerJson(summary) },
    { name: 'report.html', content: renderHtmlReport(summary, chart, assets) },
    { name: 'report.md', content: renderMarkdownReport(summary) },
    { name: 'junit.xml', content: renderJunitReport(summary) },
  ];
}
