/**
 * Stores the parts of A/A runs that criteria on lanes read: node scripts/record-aa-runs.ts RUN_DIRECTORY…
 *
 * One file per run in test/fixtures/recorded-aa-runs/, whose README describes the runs. Contains each open
 * lane's requests from the baseline's start to the recovery's end, in the order in which they were due, with
 * times rounded.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { readJournal } from '../harness/journal/journal-reader.ts';
import { readSamples } from '../harness/journal/sample-reader.ts';
import { outcomes } from '../harness/journal/samples.ts';
import { runDirectoryAt } from '../harness/rehearsal/run-directory.ts';
import { laneKinds } from '../harness/scenario/load/lane-kinds.ts';
import { foldTimeline } from '../harness/timeline/timeline.ts';

const fixtures = join(import.meta.dirname, '../test/fixtures/recorded-aa-runs');

for (const path of process.argv.slice(2)) {
  const directory = runDirectoryAt(path);
  const scenario = JSON.parse(readFileSync(directory.resolved, 'utf8')) as unknown;
  const timeline = foldTimeline(readJournal(directory.journal).records);
  const phase = (name: string) => timeline.phases.find((one) => one.phase === name);
  const fromUs = phase('baseline')?.fromUs ?? Number.NaN;
  const toUs = phase('recovery')?.toUs ?? Number.NaN;
  const runId = timeline.header?.runId ?? '';
  if (!(toUs > fromUs)) throw new Error(`${path} has no baseline and recovery`);
  const lanes = timeline.lanes
    .filter(({ kind }) => laneKinds[kind].openLoop)
    .map(({ target, lane, kind, ratePerS, file }) => {
      const { columns } = readSamples(join(directory.samples, file));
      const rows = Array.from(columns.intendedUs, (intendedUs, row) => ({
        dueMs: Math.round((intendedUs - fromUs) / 1000),
        tookUs: Math.round((columns.endUs[row] as number) - intendedUs),
        ok: columns.outcome[row] === outcomes.ok,
      }))
        .filter(({ dueMs }) => dueMs >= 0 && dueMs < (toUs - fromUs) / 1000)
        .sort((a, b) => a.dueMs - b.dueMs);
      return {
        target,
        lane,
        kind,
        ratePerS,
        dueAfterMs: rows.map(({ dueMs }, i) => dueMs - (rows[i - 1]?.dueMs ?? 0)),
        latency: rows.map(({ ok, tookUs }) => (ok ? Math.round(tookUs / 10) : null)),
      };
    });
  mkdirSync(fixtures, { recursive: true });
  const kept = { runId, scenario, lengthMs: Math.round((toUs - fromUs) / 1000), lanes };
  writeFileSync(join(fixtures, `${runId}.json.gz`), gzipSync(JSON.stringify(kept), { level: 9 }));
}
