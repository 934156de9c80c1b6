import { type Reason, reason } from '../../reasons/reason.ts';
import type { Timeline } from '../../timeline/model.ts';
import type { LaneSummary } from '../answer/latency-figures.ts';
import { laneTitle } from '../words.ts';

type Waited = NonNullable<LaneSummary['waited']>;

/** How long a lane's requests waited for its own connections over the whole run; null if none did. */
export function waitedIn(
  { waits }: Pick<Timeline, 'waits'>,
  lane: { readonly target: string; readonly lane: string },
): Waited | null {
  const own = waits.filter((one) => one.target === lane.target && one.lane === lane.lane);
  const [first] = own;
  if (first === undefined) return null;
  return {
    requests: own.reduce((sum, one) => sum + one.requests, 0),
    firstSeq: Math.min(...own.map((one) => one.firstSeq)),
    lastSeq: Math.max(...own.map((one) => one.lastSeq)),
    fromUs: first.fromUs,
    toUs: own.at(-1)?.toUs ?? first.toUs,
    longestMs: Math.max(...own.map((one) => one.longestUs)) / 1000,
    totalMs: own.reduce((sum, one) => sum + one.totalUs, 0) / 1000,
  };
}

/** A lane with limited connections also measures its own limit: an outage may look shorter in it than it was. */
export function waitCaveats(timeline: Pick<Timeline, 'waits' | 'lanes'>): Reason[] {
  return timeline.lanes.flatMap((lane) => {
    const waited = waitedIn(timeline, lane);
    if (waited === null) return [];
    const connections = lane.limit ?? lane.connections;
    return [reason('requests-waited', { lane: laneTitle(lane), ...waited, connections })];
  });
}
