import { type Reason, reason } from '../../reasons/reason.ts';
import type { ProxyGap } from '../../timeline/proxy-gaps.ts';
import type { RemovedEndpoint } from '../../timeline/removed-endpoints.ts';
import type { Evidence } from '../evidence.ts';
import { joinedWithinUs, type RawEpisode } from '../harm/episodes.ts';
import { doorFailuresIn, shareAt } from './door-failures.ts';
import { dueWithin } from './unreached-requests.ts';

/**
 * kube-proxy writes its rules at most once a second (`minSyncPeriod`): a change this long before its end may
 * be missing from them.
 */
const unwrittenUs = 1_000_000;

/** A node whose rules still pointed at a removed endpoint, because no kube-proxy was running to rewrite them. */
export interface ProxyAbsence {
  readonly gap: ProxyGap;
  /** The first endpoint that was removed meanwhile. */
  readonly removed: RemovedEndpoint;
  readonly fromUs: number;
  /**
   * Until a second after a successor was ready, which has yet to write its rules, or the node was gone.
   * Infinite if neither was seen.
   */
  readonly toUs: number;
}

/** Each node that had no kube-proxy while an endpoint of the Service was removed. */
export function findProxyAbsences(
  { timeline }: Pick<Evidence, 'timeline'>,
  service: Pick<RemovedEndpoint, 'namespace' | 'service'>,
): ProxyAbsence[] {
  const removals = timeline.removedEndpoints.filter(
    (removed) => removed.namespace === service.namespace && removed.service === service.service,
  );
  return timeline.proxyGaps.flatMap((gap) => {
    const untilUs = gap.replacedUs ?? gap.nodeGoneUs ?? Number.POSITIVE_INFINITY;
    const sinceUs = gap.earliestUs - unwrittenUs;
    const removed = removals.find(({ atUs, earliestUs }) => atUs >= sinceUs && earliestUs <= untilUs);
    return removed === undefined
      ? []
      : [{ gap, removed, fromUs: Math.max(sinceUs, removed.earliestUs), toUs: untilUs + joinedWithinUs }];
  });
}

/** Its evidence. */
export function describeAbsence({ gap, removed }: ProxyAbsence): Reason {
  const { node, pod, stoppedUs, earliestUs, successor, replacedUs, nodeGoneUs } = gap;
  const stopped = { node, pod, stoppedUs, stoppedSinceUs: earliestUs, successor, replacedUs, nodeGoneUs };
  const { namespace, service, atUs } = removed;
  const endpoint = { endpoint: removed.pod, namespace, service };
  return reason(
    'proxy-absent',
    { ...stopped, ...endpoint, removedUs: atUs, removedSinceUs: removed.earliestUs },
    [{ node }, { pod }, { record: 'pod', atUs: stoppedUs }, { record: 'endpoints', atUs }],
  );
}

/**
 * The absence that explains most of an episode's new connections which failed before reaching a pod, and when
 * those were due.
 */
export function findAbsenceBehind(
  episode: RawEpisode,
  evidence: Evidence,
): { readonly absence: ProxyAbsence; readonly lostUs: Float64Array } | null {
  const service = evidence.timeline.workload?.targets.find(({ name }) => name === episode.view.target);
  if (service === undefined) return null;
  const absences = findProxyAbsences(evidence, service);
  if (absences.length === 0) return null;
  const unreached = evidence.unreachedIn(episode);
  const found = absences
    .map((absence) => ({ absence, lostUs: dueWithin(unreached, absence.fromUs, absence.toUs) }))
    .filter(({ absence }) => mayHaveLedThrough(absence.gap.node, episode, evidence));
  const [most] = found.sort((a, b) => b.lostUs.length - a.lostUs.length);
  return most === undefined || most.lostUs.length === 0 ? null : most;
}

/** False if the front door lost connections meanwhile, and none of them at that node. */
function mayHaveLedThrough(
  node: string,
  { view, firstBadUs, lastBadUs }: RawEpisode,
  { timeline }: Evidence,
): boolean {
  const during = { fromUs: firstBadUs, toUs: lastBadUs };
  return shareAt(node, 'unanswered', doorFailuresIn(view.target, during, timeline)) !== 0;
}
