import { percentile } from '../../harness/judge/statistics/stats.ts';
import type { Fault } from './faults.ts';
import { type Arrival, isKilled, type TruthLog } from './truth-log.ts';

/**
 * The truth about a fault, from the server's log alone: docs/judging-reference.md says why. It uses no tool's
 * clock; the tool's schedule defines when requests were due, not what it did.
 */

/**
 * Requests in flight when listening stops or starts: within this distance of an edge only the log knows their
 * fate.
 */
const edgeUs = 5000;

/**
 * Requests without a response. While nothing listens the server can't see refused clients: they are the
 * requests that were due then, and at the edges exactly those missing from its log.
 */
export function countFailures({ kind }: Fault, { window, arrivals }: TruthLog, dueUs: Float64Array): number {
  const killed = arrivals.filter(isKilled).length;
  if (kind !== 'refused' || window === null) return killed;
  const due = (fromUs: number, toUs: number) => dueUs.filter((us) => us >= fromUs && us < toUs).length;
  const surely = due(window.fromUs + edgeUs, window.toUs - edgeUs);
  const atMost = due(window.fromUs - edgeUs, window.toUs + edgeUs);
  return killed + Math.min(atMost, Math.max(surely, dueUs.length - arrivals.length));
}

/**
 * How long new requests were not answered within the fault's `slowMs`, in ms; null if the fault is no outage.
 */
export function findOutageMs({ kind, slowMs }: Fault, { window, arrivals }: TruthLog): number | null {
  if (window === null) return null;
  switch (kind) {
    case 'silent':
    case 'fin':
    case 'rst':
    case 'refused':
      return (window.toUs - window.fromUs) / 1000;
    // One of three is a brownout, not an outage.
    case 'no-endpoint':
      return 0;
    case 'stalled':
      return (lastSlowUs(arrivals, window.fromUs, slowMs * 1000) - window.fromUs) / 1000;
    default:
      return null;
  }
}

/**
 * The true p99 of responses in ms; null if the fault does not affect latency. For a stall from when requests
 * were due.
 */
export function computeTrueP99Ms({ kind }: Fault, log: TruthLog, dueUs: Float64Array): number | null {
  const { window, arrivals } = log;
  if (kind === 'stalled' && window !== null) {
    const held = heldIn(arrivals);
    return p99Ms(dueUs.map((us) => (us >= window.fromUs && us < window.toUs ? writtenUs(held, us) - us : 0)));
  }
  if (kind !== 'delayed' && kind !== 'none') return null;
  return p99Ms(Float64Array.from(arrivals, ({ atUs, answeredUs }) => (answeredUs ?? atUs) - atUs));
}

const p99Ms = (us: Float64Array) => percentile(us.sort(), 0.99) / 1000;

interface Held {
  readonly atUs: number;
  readonly answeredUs: number;
}

/** Requests that waited for the end of a stall, in order of arrival. */
function heldIn(arrivals: readonly Arrival[]): Held[] {
  return arrivals.flatMap(({ did, atUs, answeredUs }) =>
    did === 'stalled' && answeredUs !== null ? [{ atUs, answeredUs }] : [],
  );
}

/** When the response to a request at a moment of the stall was written: known from the next request. */
function writtenUs(held: readonly Held[], us: number): number {
  return (held.find(({ atUs }) => atUs >= us) ?? held.at(-1))?.answeredUs ?? us;
}

/**
 * The last moment at which a new request was answered later than `slowUs`: writing thousands of responses
 * takes time.
 */
function lastSlowUs(arrivals: readonly Arrival[], fromUs: number, slowUs: number): number {
  const held = heldIn(arrivals);
  const last = held.findLastIndex(({ atUs, answeredUs }) => answeredUs - atUs > slowUs);
  const slow = held[last];
  if (slow === undefined) return fromUs;
  const next = held[last + 1];
  return next === undefined ? slow.atUs : Math.max(slow.atUs, next.answeredUs - slowUs);
}
