import { outcomes } from '../../harness/journal/samples.ts';
import { findEpisodes } from '../../harness/judge/harm/episodes.ts';
import { emptyColumns, type LaneData } from '../../harness/judge/lanes/lane-data.ts';
import { createLaneView } from '../../harness/judge/lanes/lane-view.ts';
import { percentile } from '../../harness/judge/statistics/stats.ts';
import type { Fault } from './faults.ts';
import type { Report, Row } from './peers/peer.ts';
import { computeTrueP99Ms, countFailures, findOutageMs } from './truth.ts';
import type { TruthLog } from './truth-log.ts';

/** One tool's report of one fault, with the truth. Times in ms. */
export interface Score {
  readonly tool: string;
  readonly fault: string;
  readonly ratePerS: number;
  /** Requests that the server did not answer. While it did not listen, those that were due. */
  readonly trueFailures: number;
  readonly failures: number;
  /** Due by the rate, but never arrived; negative if more arrived than were due. */
  readonly notSent: number;
  /** Null if the fault is not an outage, or the tool only has totals. */
  readonly outage: { readonly trueMs: number; readonly ms: number; readonly episodes: number } | null;
  readonly p99: { readonly trueMs: number; readonly ms: number } | null;
  /** How late requests arrived against the schedule, without the first second; `maxMs` includes it. */
  readonly lag: { readonly p50Ms: number; readonly p99Ms: number; readonly maxMs: number };
  readonly cpuSPer1000: number;
}

/** Our own generator's records: a lane as the judge reads it, and the intended starts by the shared clock. */
export interface Own {
  readonly lane: LaneData;
  readonly intendedUs: Float64Array;
}

/**
 * Compares a tool's report with the server's log. @param own only for our generator, whose schedule is known
 * exactly
 */
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
  const trueFailures = countFailures(fault, log, dueUs);
  const unseen = fault.kind === 'refused' ? trueFailures : 0;
  return {
    tool,
    fault: fault.name,
    ratePerS,
    trueFailures,
    failures: report.failed,
    notSent: dueUs.length - arrivedUs.length - unseen,
    outage: compareOutage(fault, log, own?.lane ?? createLane(report.rows, ratePerS)),
    p99: compareP99(fault, log, report, dueUs),
    lag: own ? lagAgainst(arrivedUs, own.intendedUs) : measureSpread(arrivedUs, ratePerS),
    cpuSPer1000: (report.cpuS * 1000) / Math.max(1, arrivedUs.length),
  };
}

/** A constant rate's schedule. */
function gridFrom(firstUs: number, ratePerS: number, durationMs: number): Float64Array {
  const count = Math.round((ratePerS * durationMs) / 1000);
  return Float64Array.from({ length: count }, (_, slot) => firstUs + (slot * 1e6) / ratePerS);
}

/** Lanes of tools that record each request are judged like ours. */
function createLane(rows: readonly Row[] | null, ratePerS: number): LaneData | null {
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

/** The outage of the longest episode, as the judge computes it. */
function compareOutage(fault: Fault, log: TruthLog, lane: LaneData | null): Score['outage'] {
  const trueMs = findOutageMs(fault, log);
  if (trueMs === null || lane === null) return null;
  const episodes = findEpisodes(withAllColumns(lane, fault.slowMs));
  return { trueMs, ms: Math.max(0, ...episodes.map(({ outageMs }) => outageMs)), episodes: episodes.length };
}

/** Other tools record fewer columns than our samples; the judge requires all columns in equal length. */
function withAllColumns(lane: LaneData, slowMs: number) {
  const { length } = lane.columns;
  const filled = Object.entries(lane.columns).map(([name, column]) => {
    if (typeof column === 'number' || column.length === length) return [name, column];
    return [name, new (column.constructor as new (length: number) => typeof column)(length)];
  });
  return createLaneView({ ...lane, columns: Object.fromEntries(filled) }, slowMs);
}

function compareP99(fault: Fault, log: TruthLog, { p99Ms }: Report, dueUs: Float64Array): Score['p99'] {
  const trueMs = computeTrueP99Ms(fault, log, dueUs);
  return trueMs === null || p99Ms === null ? null : { trueMs, ms: p99Ms };
}

/** Each request's arrival against its own intended start; includes the path to the server. */
function lagAgainst(arrivedUs: readonly number[], intendedUs: Float64Array): Score['lag'] {
  const due = intendedUs.toSorted();
  // Both sorted: overtaking on the way does not matter.
  const arrived = arrivedUs.toSorted((a, b) => a - b).slice(0, due.length);
  return lagStats(
    arrived.map((us, at) => us - (due[at] as number)),
    unsettled(arrived),
  );
}

/** For a tool with a constant rate: arrivals against the line of that rate through the earliest ones. */
function measureSpread(arrivedUs: readonly number[], ratePerS: number): Score['lag'] {
  const arrived = arrivedUs.toSorted((a, b) => a - b);
  const skipped = unsettled(arrived);
  const after = arrived.map((us, slot) => us - (slot * 1e6) / ratePerS);
  const earliest = after.slice(skipped).reduce((least, us) => Math.min(least, us), Number.POSITIVE_INFINITY);
  return lagStats(
    after.map((us) => us - earliest),
    skipped,
  );
}

/** Arrivals in the first second, in which connections are opened and code is compiled. */
function unsettled(sortedUs: readonly number[]): number {
  return sortedUs.filter((us) => us < (sortedUs[0] as number) + 1e6).length;
}

function lagStats(lateUs: readonly number[], skipped: number): Score['lag'] {
  const sorted = lateUs.slice(skipped).sort((a, b) => a - b);
  const maxMs = lateUs.reduce((most, us) => Math.max(most, us), 0) / 1000;
  return { p50Ms: percentile(sorted, 0.5) / 1000, p99Ms: percentile(sorted, 0.99) / 1000, maxMs };
}
