import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { readJournal } from '../../../harness/journal/journal-reader.ts';
import type { JournalRecord } from '../../../harness/journal/records.ts';
import { columnNames, endMark } from '../../../harness/journal/sample-format.ts';
import { readSamples } from '../../../harness/journal/sample-reader.ts';
import { openSamples } from '../../../harness/journal/sample-writer.ts';
import type { Sample, SampleColumns } from '../../../harness/journal/samples.ts';
import type { Summary } from '../../../harness/judge/answer/summary.ts';
import { makeReport } from '../../../harness/rehearsal/make-report.ts';
import { type RunDirectory, runDirectoryAt, writeJson } from '../../../harness/rehearsal/run-directory.ts';
import type { Scenario } from '../../../harness/scenario/scenario.ts';
import { tempFolder } from '../temp-folder.ts';

export const recordings = fileURLToPath(new URL('../../fixtures/recordings', import.meta.url));

/** A recording, unpacked into a folder. */
export function unpacked(name: string, folder: string): RunDirectory {
  const packed = join(recordings, name);
  const run = join(folder, name);
  for (const file of readdirSync(packed, { recursive: true, encoding: 'utf8' })) {
    if (!file.endsWith('.gz')) continue;
    const to = join(run, file.slice(0, -'.gz'.length));
    mkdirSync(dirname(to), { recursive: true });
    writeFileSync(to, gunzipSync(readFileSync(join(packed, file))));
  }
  return runDirectoryAt(run);
}

/** Judges a recording in its own folder. @param shorten changes that a test makes to it first */
export async function judged(
  name: string,
  shorten: (directory: RunDirectory) => void = () => {},
): Promise<Summary> {
  using folder = tempFolder();
  const directory = unpacked(name, folder.path);
  shorten(directory);
  return await makeReport(directory, '0.1.0');
}

/** Writes a recording's journal again. */
export const withRecords =
  (change: (records: readonly JournalRecord[]) => readonly JournalRecord[]) =>
  ({ journal }: RunDirectory): void => {
    const { records } = readJournal(journal);
    writeFileSync(
      journal,
      change(records)
        .map((record) => `${JSON.stringify(record)}\n`)
        .join(''),
    );
  };

/**
 * As if the cluster represented production, which an embedded one never does: only then is latency judged,
 * and a run approved.
 */
export function speakingForProduction(directory: RunDirectory): void {
  withRecords((records) =>
    records.map((one) =>
      one.type === 'claims' ? { ...one, claims: { ...one.claims, production: true } } : one,
    ),
  )(directory);
}

/** The same run of a service that does not name its pods: the column `answered` is unchanged. */
export function withoutPodNames(directory: RunDirectory): void {
  for (const file of readdirSync(directory.samples).map((name) => join(directory.samples, name))) {
    const { columns, meta, torn } = readSamples(file);
    if (meta === null) continue;
    rmSync(file);
    const writer = openSamples(file, meta);
    for (let row = 0; row < columns.length; row += 1)
      writer.add({ ...readRow(columns, row), pod: 0, node: 0 });
    writer.close();
    if (torn) truncateSync(file, statSync(file).size - endMark.length);
  }
  withRecords((records) => records.filter((one) => one.type !== 'name'))(directory);
}

const readRow = (columns: SampleColumns, row: number): Sample =>
  Object.fromEntries(columnNames.map((name) => [name, columns[name][row]])) as unknown as Sample;

/** With a higher limit of latency than the scenario's default, for shared machines. */
export function allowingLatency({ resolved }: RunDirectory, atLeastMs: number): void {
  const scenario = JSON.parse(readFileSync(resolved, 'utf8')) as Scenario;
  const latency = { p90: { ...scenario.criteria.latency.p90, atLeastMs } };
  writeJson(resolved, { ...scenario, criteria: { ...scenario.criteria, latency } });
}
