import type { ProbeKind } from '../../journal/probe-entries.ts';
import type { ProbeSeries } from '../../timeline/probes.ts';
import type { Period } from '../periods.ts';

/** The source of the `api` probe through the balancer in front of several API servers. */
export const throughBalancer = 'balanced';

/** A run of failures: from the sending of the first one to that of the next good one. */
export interface ProbeOutage {
  readonly fromUs: number;
  readonly toUs: number;
  readonly failed: number;
}

/** One prober's results in a period. */
export interface ProbeReading {
  readonly probe: ProbeKind;
  readonly source: string;
  readonly count: number;
  readonly failed: number;
  readonly outages: readonly ProbeOutage[];
  readonly longestMs: number;
  /** Longest time without any result, in ms: it is unknown what happened in it. */
  readonly unseenMs: number;
}

/** Reads a prober's results in order of their sending, whenever they were fetched; one fetched twice counts once. */
export function readProbes(series: ProbeSeries, { fromUs, toUs }: Period): ProbeReading {
  const outages: { fromUs: number; toUs: number; failed: number }[] = [];
  let open: { fromUs: number; toUs: number; failed: number } | null = null;
  let lastUs = fromUs;
  let unseenUs = 0;
  let count = 0;
  let failed = 0;
  for (const row of inOrder(series)) {
    const sentUs = series.sentUs[row] as number;
    if (sentUs < fromUs || sentUs >= toUs) continue;
    unseenUs = Math.max(unseenUs, sentUs - lastUs);
    lastUs = sentUs;
    count += 1;
    if (open !== null) open.toUs = sentUs;
    if (series.ok[row] === 1) {
      open = null;
      continue;
    }
    failed += 1;
    if (open === null) {
      open = { fromUs: sentUs, toUs: sentUs, failed: 0 };
      outages.push(open);
    }
    open.failed += 1;
  }
  // Not seen to end: it lasted as far as the evidence goes.
  if (open !== null) open.toUs = toUs;
  unseenUs = Math.max(unseenUs, toUs - lastUs);
  const longestUs = outages.reduce((max, one) => Math.max(max, one.toUs - one.fromUs), 0);
  const { probe, source } = series;
  return { probe, source, count, failed, outages, longestMs: longestUs / 1000, unseenMs: unseenUs / 1000 };
}

function inOrder({ length, sentUs, seq }: ProbeSeries): number[] {
  const rows = Array.from({ length }, (_, row) => row);
  const at = (row: number) => sentUs[row] as number;
  rows.sort((a, b) => at(a) - at(b) || a - b);
  return rows.filter((row, i) => {
    const before = rows[i - 1];
    return before === undefined || at(before) !== at(row) || seq[before] !== seq[row];
  });
}
