import { existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { openSampleFile } from '../journal/sample-file.ts';
import type { Summary } from '../judge/answer/summary.ts';
import { arrangeEvidence } from '../judge/arrange-evidence.ts';
import { createChart } from '../judge/chart.ts';
import { judge } from '../judge/judge.ts';
import { judgedColumns, type LaneSource } from '../judge/lanes/lane-data.ts';
import { renderReportFiles } from '../report/files.ts';
import { foldTimeline, type Timeline } from '../timeline/timeline.ts';
import { readFloor } from './noise-floor.ts';
import { readRun } from './read-run.ts';
import { reportAssets } from './report-assets.ts';
import type { RunDirectory } from './run-directory.ts';

/**
 * Judges a run directory and writes `derived/`: reads only that directory, so that the same directory gives
 * the same bytes.
 * @throws RehearsalError `run-unreadable` if it is not a run directory or of a newer format
 */
export async function makeReport(directory: RunDirectory, toolVersion: string): Promise<Summary> {
  const { scenario, journal } = readRun(directory);
  const timeline = foldTimeline(journal.records);
  using files = new DisposableStack();
  const lanes = openLanes(directory, timeline, files);
  // Torn records after the start of teardown are no evidence: the report made before teardown did not have them either.
  const whole = journal.records.some((record) => record.type === 'phase' && record.phase === 'teardown');
  const floor = readFloor(directory, journal.records);
  const input = { scenario, timeline, lanes, floor, tool: toolVersion, torn: journal.torn && !whole };
  // Computed once for both.
  const evidence = arrangeEvidence(input);
  const summary = judge(input, evidence);
  const chart = createChart(input, evidence);
  mkdirSync(directory.derived, { recursive: true });
  for (const { name, content } of renderReportFiles(summary, chart, reportAssets())) {
    const file = join(directory.derived, name);
    writeFileSync(`${file}.new`, content);
    renameSync(`${file}.new`, file);
  }
  return summary;
}

/** Every lane with a file. Its rows are read on demand, so that a long run takes no more memory than a short one. */
function openLanes(
  directory: RunDirectory,
  timeline: Timeline,
  files: DisposableStack,
): readonly LaneSource[] {
  const lanes: LaneSource[] = [];
  for (const lane of timeline.lanes) {
    const file = join(directory.samples, basename(lane.file));
    if (!existsSync(file)) continue;
    const columns = files.use(openSampleFile(file, judgedColumns));
    lanes.push({
      target: lane.target,
      lane: lane.lane,
      kind: lane.kind,
      ratePerS: lane.ratePerS,
      columns,
      torn: columns.torn,
    });
  }
  return lanes;
}
