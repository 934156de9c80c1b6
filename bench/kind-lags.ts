/**
 * How long each component of a real cluster takes to act: read from the journal of a kind rehearsal, written
 * to harness/embedded/lags.json. A lag that no journal shows keeps its chosen value.
 *
 *   node bench/kind-lags.ts RUN_DIRECTORY          prints every observation
 *   node bench/kind-lags.ts RUN_DIRECTORY --write  and writes the file
 */
import { writeFileSync } from 'node:fs';
import type { Lags } from '../harness/embedded/lags.ts';
import { lagsFile, readMeasuredLags } from '../harness/embedded/measured-lags.ts';
import type { JournalRecord } from '../harness/journal/records.ts';
import { readRun } from '../harness/rehearsal/read-run.ts';
import { runDirectoryAt } from '../harness/rehearsal/run-directory.ts';
import { observedLags } from './lags/observed.ts';

const [directory, write] = process.argv.slice(2);
if (directory === undefined || (write !== undefined && write !== '--write')) {
  console.error('usage: node bench/kind-lags.ts RUN_DIRECTORY [--write]');
  process.exit(2);
}

const { scenario, journal } = readRun(runDirectoryAt(directory));
const { records } = journal;
const before = readMeasuredLags();
const lags = { ...before.lags };
for (const { lag, why, ms } of observedLags(records)) {
  const values = ms.map(Math.round).toSorted((a, b) => a - b);
  console.log(`${lag}: ${values.length} observations: ${values.join(' ')}`);
  const median = values[Math.floor(values.length / 2)];
  if (median !== undefined) lags[lag] = { ms: median, from: 'measured', observations: values.length, why };
}
if (write === '--write') {
  const after = { measured: readDate(records), source: describeSource(records), lags };
  writeFileSync(lagsFile, `${JSON.stringify(after, null, 2)}\n`);
}
for (const [name, { ms, from }] of Object.entries(lags) as [keyof Lags, (typeof lags)[keyof Lags]][])
  console.log(`${name} ${ms} ms ${from}`);

function header(all: readonly JournalRecord[]) {
  const [first] = all;
  if (first?.type !== 'journal') throw new Error('the journal has no header');
  return first;
}

function readDate(all: readonly JournalRecord[]): string {
  return header(all).wall.slice(0, 10);
}

function describeSource(all: readonly JournalRecord[]): string {
  const { runId, machine } = header(all);
  const { provider, from, to } = scenario.cluster;
  const versions = from === to ? from : `${from} to ${to}`;
  return `run ${runId} on ${provider}, Kubernetes ${versions}, ${machine.cpus} cores, Linux ${machine.kernel}`;
}
