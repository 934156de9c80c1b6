import { outcomes } from '../../harness/journal/samples.ts';
import { episodesOf } from '../../harness/judge/episodes.ts';
import { emptyColumns, type LaneData } from '../../harness/judge/lane-data.ts';
import { viewOf } from '../../harness/judge/lane-view.ts';
import { percentile } from '../../harness/judge/stats.ts';
import type { Fault } from './faults.ts';
import type { Report, Row } from './peers/peer.ts';
import { isKilled, type TruthLog } from './truth-log.ts';

/** What one tool said of one fault, beside what was true. Times in ms. */
export interface Score {
  readonly tool: string;
  readonly fault: string;
  readonly ratePerS: number;
  /** Requests that the server left without an answer; where it was not there to count, those that were due meanwhile. */
  readonly trueFailures: number;
  readonly failures: number;
  /** Due by the rate, and never arrived; below zero where more arrived than were due. */
  readonly notSent: number;
  /** Null where the fault is not an outage, or the tool keeps totals only. */
  readonly outage: { readonly trueMs: number; readonly ms: number; readonly episodes: number } | null;
  readonly p99: { readonly trueMs: number; readonly ms: number } | null;
  /** How late requests arrived against the schedule, the first second left out. */
  readonly lag: { readonly p50Ms: number; readonly p99Ms: number };
  readonly cpuSPer1000: number;
}

/** Our own generator's records: a lane as the judge reads it, and the intended starts by the shared clock. */
export interface Own {
  readonly lane: LaneData;
  readonly intendedUs: Float64Array;
}

/** An answer later than this is bad, as a scenario's `load.slow`. */
export const slowMs = 500;

/** Compares a tool's report with the server's log. @param own only for our generator, whose schedule is known exactly */
export function score(
  tool: string,
  fault: Fault,
  ratePerS: number,
  log: TruthLog,
  report: Report,
  own?: Own,
): Score {
  const arrivedUs = log.arrivals.map(({ atUs }) => atUs);
  const dueUs = own?.intendedUs ?? gridFrom(arrivedUs[0] ?? 0, ratePerS, fault.durationMs);
  const unseen = fault.kind === 'refused' ? dueIn(dueUs, log) : 0;
  const planned = own?.intendedUs.length ?? (ratePerS * fault.durationMs) / 1000;
  return {
    tool,
    fault: fault.name,
    ratePerS,
    trueFailures: unseen + log.arrivals.filter(isKilled).length,
    failures: report.failed,
    notSent: Math.round(planned - arrivedUs.length - unseen),
    outage: outageOf(fault, log, own?.lane ?? laneOf(report.rows, ratePerS)),
    p99: p99Of(fault, log, report, dueUs),
    lag: own ? lagAgainst(arrivedUs, own.intendedUs) : spreadOf(arrivedUs, ratePerS),
    cpuSPer1000: (report.cpuS * 1000) / Math.max(1, arrivedUs.length),
  };
}

/** A constant rate's schedule. */
function gridFrom(firstUs: number, ratePerS: number, durationMs: number): Float64Array {
  const count = Math.round((ratePerS * durationMs) / 1000);
  return Float64Array.from({ length: count }, (_, slot) => firstUs + (slot * 1e6) / ratePerS);
}

function dueIn(dueUs: Float64Array, { window }: TruthLog): number {
  return window === null ? 0 : dueUs.filter((us) => us >= window.fromUs && us < window.toUs).length;
}

/** Lanes of the peers that record each request are judged as ours is. */
function laneOf(rows: readonly Row[] | null, ratePerS: number): LaneData | null {
  if (rows === null) return null;
  const { length } = rows;
  const columns = {
    ...emptyColumns,
    length,
    seq: Uint32Array.from({ length }, (_, row) => row),
    intendedUs: Float64Array.from(rows, ({ startUs }) => startUs),
    endUs: Float64Array.from(rows, ({ startUs, latencyUs }) => startUs + latencyUs),
    outcome: Uint8Array.from(rows, ({ ok }) => (ok ? outcomes.ok : outcomes.closed)),
  };
  return { target: 'web', lane: 'peer', kind: 'reused', ratePerS, columns, torn: false };
}

/** The core of the longest episode, as the judge has it. */
function outageOf({ kind }: Fault, { window }: TruthLog, lane: LaneData | null): Score['outage'] {
  const isOutage = ['silent', 'fin', 'rst', 'refused', 'stalled', 'no-endpoint'].includes(kind);
  if (!isOutage || window === null || lane === null) return null;
  const episodes = episodesOf(withAllColumns(lane));
  const lengthMs = (window.toUs - window.fromUs) / 1000;
  // One of three is a brownout, no outage; who is answered within `slow` after a stall saw none.
  const trueMs = { 'no-endpoint': 0, stalled: lengthMs - slowMs }[kind as string] ?? lengthMs;
  return { trueMs, ms: Math.max(0, ...episodes.map(({ coreMs }) => coreMs)), episodes: episodes.length };
}

/** Peers tell fewer things of a request than our samples do; the judge wants every column as long as the others. */
function withAllColumns(lane: LaneData) {
  const { length } = lane.columns;
  const filled = Object.entries(lane.columns).map(([name, column]) => {
    if (typeof column === 'number' || column.length === length) return [name, column];
    return [name, new (column.constructor as new (length: number) => typeof column)(length)];
  });
  return viewOf({ ...lane, columns: Object.fromEntries(filled) }, slowMs);
}

/** Of the faults that answer late. A stall's latency counts from when the request was due; see docs/judging.md. */
function p99Of({ kind }: Fault, log: TruthLog, { p99Ms }: Report, dueUs: Float64Array): Score['p99'] {
  if ((kind !== 'delayed' && kind !== 'stalled') || log.window === null || p99Ms === null) return null;
  const { fromUs, toUs } = log.window;
  const trueUs =
    kind === 'stalled'
      ? dueUs.map((us) => (us >= fromUs && us < toUs ? toUs - us : 0))
      : Float64Array.from(log.arrivals, ({ atUs, answeredUs }) => (answeredUs ?? atUs) - atUs);
  return { trueMs: percentile(trueUs.sort(), 0.99) / 1000, ms: p99Ms };
}

/** Each request's arrival against its own intended start: the path to the server is in it. */
function lagAgainst(arrivedUs: readonly number[], intendedUs: Float64Array): Score['lag'] {
  const due = intendedUs.toSorted();
  // Sorted against sorted: who overtakes whom on the way does not matter.
  const arrived = settled(arrivedUs);
  const skipped = arrivedUs.length - arrived.length;
  const late = arrived.map((us, at) => us - (due[skipped + at] ?? Number.NaN));
  return lagStats(late.filter((us) => !Number.isNaN(us)));
}

/** A tool that claims a constant rate: arrivals against the line of that rate that none is ahead of. */
function spreadOf(arrivedUs: readonly number[], ratePerS: number): Score['lag'] {
  const after = settled(arrivedUs).map((us, slot) => us - (slot * 1e6) / ratePerS);
  const earliest = after.reduce((least, us) => Math.min(least, us), Number.POSITIVE_INFINITY);
  return lagStats(after.map((us) => us - earliest));
}

/** Arrivals in order, without the first second: connections are opened and code is compiled in it. */
function settled(arrivedUs: readonly number[]): number[] {
  const sorted = arrivedUs.toSorted((a, b) => a - b);
  return sorted.filter((us) => us >= (sorted[0] as number) + 1e6);
}

function lagStats(us: readonly number[]): Score['lag'] {
  const sorted = us.toSorted((a, b) => a - b);
  return { p50Ms: percentile(sorted, 0.5) / 1000, p99Ms: percentile(sorted, 0.99) / 1000 };
}
