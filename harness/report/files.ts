import type { Summary } from '../judge/answer/summary.ts';
import type { ChartData } from '../judge/chart.ts';
import { answerJson } from './answer-json.ts';
import type { ReportAssets } from './assets.ts';
import { htmlReport } from './html.ts';
import { junitReport } from './junit.ts';
import { markdownReport } from './markdown.ts';

export interface ReportFile {
  readonly name: string;
  readonly content: string;
}

/** Everything that goes into a run directory's derived/: the same input gives the same bytes. */
export function reportFiles(summary: Summary, chart: ChartData, assets: ReportAssets): ReportFile[] {
  return [
    { name: 'summary.json', content: answerJson(summary) },
    { name: 'report.html', content: htmlReport(summary, chart, assets) },
    { name: 'report.md', content: markdownReport(summary) },
    { name: 'junit.xml', content: junitReport(summary) },
  ];
}
