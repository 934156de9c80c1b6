import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, vi } from 'vitest';
import { clockFrom } from '../../../harness/journal/clock.ts';
import type { JournalEntry } from '../../../harness/journal/records.ts';
import { readSamples } from '../../../harness/journal/sample-reader.ts';
import { outcomeNames, type SampleColumns } from '../../../harness/journal/samples.ts';
import { type LanePlan, openLoad, type RunningLoad } from '../../../harness/load/index.ts';
import { sampleFile } from '../../../harness/load/lanes/plan.ts';
import type { Arrival } from '../../../harness/scenario/scenario.ts';

export type LaneEnd = Extract<JournalEntry, { type: 'lane-end' }>;

export interface Finished {
  readonly entries: readonly JournalEntry[];
  readonly ends: readonly LaneEnd[];
  /** Rows of the only lane, or of the one named. */
  columns(lane?: string): SampleColumns;
}

/** Runs lanes against the test's server until `until` resolves, and returns everything that was recorded. */
export async function underLoad(
  lanes: readonly LanePlan[],
  until: (load: RunningLoad) => Promise<void>,
  options: { timeoutMs?: number; graceMs?: number; arrival?: Arrival } = {},
): Promise<Finished> {
  const folder = mkdtempSync(join(tmpdir(), 'load-'));
  const entries: JournalEntry[] = [];
  try {
    const { timeoutMs = 10_000, graceMs } = options;
    const journal = { append: (entry: JournalEntry) => void entries.push(entry) };
    const load = await openLoad({
      lanes,
      folder,
      journal,
      clock: clockFrom(),
      arrival: options.arrival ?? { pattern: 'random' },
      seed: 7,
      timeoutMs,
      slowMs: 200,
    });
    await Promise.race([until(load), load.failed]);
    await load.stop(graceMs === undefined ? {} : { graceMs });
    const columns = new Map(
      lanes.map((plan) => [plan.lane, readSamples(join(folder, sampleFile(plan))).columns]),
    );
    return {
      entries,
      ends: entries.filter((entry): entry is LaneEnd => entry.type === 'lane-end'),
      columns: (lane = lanes[0]?.lane ?? '') => columns.get(lane) as SampleColumns,
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/**
 * Runs a lane until a server that fails ten of the first hundred requests has received those hundred. The
 * others have enough time on a busy machine. If the ten have to time out, it waits for that: they would be
 * cancelled otherwise, because a busy machine quickly sends a hundred requests after a slow start.
 */
export function untilTenFailed(
  plan: LanePlan,
  server: { readonly seen: { readonly requests: number } },
  outcome: string,
): Promise<Finished> {
  return underLoad(
    [plan],
    async (load) => {
      await until(() => server.seen.requests >= 100)();
      if (outcome === 'timed-out') await until(() => (load.live()[0]?.failed ?? 0) >= 10)();
    },
    { timeoutMs: outcome === 'timed-out' ? 1500 : 10_000 },
  );
}

/** How often each outcome occurred, except ok and what the end of the test cut off. */
export function failedIn({ ends }: Finished) {
  const { ok: _ok, cancelled: _cancelled, ...failed } = ends[0]?.outcomes ?? {};
  return failed;
}

/** Records of requests that waited for their lane's own connections. */
export function waitsIn({ entries }: Finished) {
  return entries.filter((entry) => entry.type === 'waited');
}

/** Outcome names of all rows, in order. */
export function listOutcomes(columns: SampleColumns): string[] {
  return Array.from(columns.outcome, (number) => outcomeNames[number] ?? '?');
}

export function countEach(list: readonly string[]): Record<string, number> {
  return Object.fromEntries(
    Object.entries(Object.groupBy(list, (name) => name)).map(([name, all]) => [name, all?.length ?? 0]),
  );
}

/** A lane of the service `web`. */
export const lane = (kind: LanePlan['kind'], url: URL, ratePerS = 200, connections = 5): LanePlan => ({
  target: 'web',
  lane: kind,
  kind,
  protocol: 'http1',
  url,
  ratePerS,
  connections,
});
/** Waits for a condition, not for a time. */
export const until = (condition: () => boolean) => () =>
  vi.waitFor(() => expect(condition()).toBe(true), { timeout: 10_000, interval: 10 });

/** The accounts of every lane balance. */
export function expectBalance({ ends, columns }: Finished) {
  for (const end of ends) {
    const sum = Object.values(end.outcomes).reduce((total, count) => total + count, 0);
    const rows = columns(end.lane);
    expect(end.scheduled).toBe(sum);
    expect(end.rows).toBe(sum);
    expect(rows.length).toBe(sum);
    expect(Array.from(rows.seq)).toEqual(Array.from({ length: sum }, (_, seq) => seq));
    expect(countEach(listOutcomes(rows))).toEqual(end.outcomes);
  }
}
