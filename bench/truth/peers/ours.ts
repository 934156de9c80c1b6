import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readSamples } from '../../../harness/journal/sample-reader.ts';
import type { LaneData } from '../../../harness/judge/lanes/lane-data.ts';
import { createLaneView, rowsBetween } from '../../../harness/judge/lanes/lane-view.ts';
import { sampleFile } from '../../../harness/load/lanes/plan.ts';
import { arrivalUs, laneSeed } from '../../../harness/plan/arrivals.ts';
import type { Fault } from '../faults.ts';
import { runMeasured } from '../measured-process.ts';
import { type Report, summarizeRows, type Task } from './peer.ts';

export interface OursTask extends Pick<Task, 'url' | 'ratePerS' | 'durationMs' | 'timeoutMs' | 'folder'> {
  readonly target: string;
  readonly lane: Fault['lane'];
  readonly slowMs: number;
  readonly seed: number;
  /** PEM of the only authority that the server's certificate may come from; null without TLS. */
  readonly ca: string | null;
}

/** Our own generator's result: the sample file, as the judge reads it. */
export interface OursReport extends Report {
  readonly lane: LaneData;
  /**
   * When each request was due, in microseconds of the shared clock: computed from seed and rate, starting at
   * the earliest recorded one.
   */
  readonly intendedUs: Float64Array;
}

const program = fileURLToPath(new URL('../ours-process.ts', import.meta.url));

export async function runOurs(task: Task, { lane, slowMs }: Fault, ca: string | null): Promise<OursReport> {
  const target = 'web';
  const folder = join(task.folder, 'samples');
  mkdirSync(folder);
  const job: OursTask = { ...task, folder, target, lane, slowMs, ca, seed: 7 };
  // As package.json starts the harness.
  const node = [process.execPath, '--max-semi-space-size=2', program];
  const { stdout, stderr, exitCode, cpuS } = await runMeasured([...node, JSON.stringify(job)]);
  if (exitCode !== 0) throw new Error(`our load generator failed: ${stderr}`);
  const { originUs } = JSON.parse(stdout) as { originUs: number };
  const { columns, torn } = readSamples(join(folder, sampleFile({ target, lane })));
  const kind = lane === 'fresh' ? 'fresh' : 'reused';
  const data = { target, lane, kind, ratePerS: task.ratePerS, columns, torn } as const;
  const view = createLaneView(data, slowMs);
  const rows = [...rowsBetween(view, 0, view.length)].flatMap(({ intendedUs, latencyUs }) =>
    Array.from(latencyUs, (us, row) => ({
      startUs: (intendedUs[row] as number) + originUs,
      ...{ latencyUs: us, ok: !Number.isNaN(us) },
    })),
  );
  return {
    ...summarizeRows(rows, cpuS),
    lane: data,
    intendedUs: findDueTimes(job, columns.intendedUs, originUs),
  };
}

/** Recorded intended starts are not trusted, except for the start of the schedule. */
function findDueTimes({ seed, ratePerS }: OursTask, saidUs: Float64Array, originUs: number): Float64Array {
  const dueUs = (slot: number) => arrivalUs(laneSeed(seed, 0), ratePerS, slot);
  const startUs = originUs + saidUs.reduce((least, us) => Math.min(least, us), Infinity) - dueUs(0);
  return saidUs.map((_, slot) => startUs + dueUs(slot));
}
