import { outcomes } from '../../../journal/samples.ts';
import { reason } from '../../../reasons/reason.ts';
import { formatDuration } from '../../../scenario/duration.ts';
import type { Recommendation } from '../../answer/summary.ts';
import type { Evidence } from '../../evidence.ts';
import { joinedWithinUs, type RawEpisode } from '../../harm/episodes.ts';
import type { LaneView } from '../../lanes/lane-view.ts';
import { latenciesIn } from '../../lanes/latencies.ts';
import { percentile } from '../../statistics/stats.ts';
import { findLongestLag } from '../longest-lag.ts';
import { findUnknownStart } from '../silent-successor.ts';
import { findTerminatingPods, type TerminatingPod } from '../terminating-pods.ts';
import { dueBetween, dueWithin, type UnreachedRequests } from '../unreached-requests.ts';
import type { ExplainedEpisode, Mechanism } from './mechanism.ts';

/**
 * New connections were still sent to a terminating pod and failed before reaching a pod, while others were
 * ready. Its lag counts from the start of the termination: a preStop pause of that length keeps the pod
 * serving until no connection is sent to it.
 */
export const staleEndpoint: Mechanism = {
  id: 'stale-endpoint',
  title: 'endpoint still routed after the pod stopped',
  find: {
    episode(episode, evidence) {
      if (findUnknownStart(episode, evidence) !== null) return null;
      const lost = evidence.unreachedIn(episode);
      const found = findTerminatingPods(episode, evidence)
        .map((terminating) => ({ terminating, triedUs: findTriesUs(terminating, lost, episode) }))
        .filter(({ triedUs }) => triedUs.length > 0)
        .sort((a, b) => b.triedUs.length - a.triedUs.length)[0];
      if (found === undefined) return null;
      const { terminating, triedUs } = found;
      const { life, fromUs } = terminating;
      const lagMs = (triedUs.reduce((last, atUs) => Math.max(last, atUs)) - fromUs) / 1000;
      const { pod, unroutedUs } = life;
      const seen = reason(
        'stale-endpoint',
        { pod, terminatingUs: fromUs, unroutedUs, lost: triedUs.length, lagMs },
        [{ pod }, ...(unroutedUs === null ? [] : [{ record: 'endpoints', atUs: unroutedUs }])],
      );
      return { explains: triedUs.length, lagMs, evidence: [seen] };
    },
  },
  recommend: { episode: recommendPreStop },
  docs: {
    when: 'New connections got no answer while a pod was terminating.',
    recommendation:
      '`workload.preStop` and, where it does not fit in, `workload.terminationGrace`. Built-in workload only.',
  },
};

/**
 * When lost connections were attempted while a pod was terminating: when their request was due or, if that
 * was before the termination, when the connection had ended. Such a request counts only if by then it had
 * been in progress no longer than good responses took just before. On a busy machine those are late as well,
 * and a request that failed sooner had another reason. A timeout does not show when it was attempted.
 */
function findTriesUs(
  { fromUs, toUs }: TerminatingPod,
  lost: UnreachedRequests,
  { view }: RawEpisode,
): number[] {
  const isWithin = (atUs: number) => atUs >= fromUs && atUs <= toUs;
  const early = dueBetween(lost, Number.NEGATIVE_INFINITY, fromUs).length;
  const lateUs = early === 0 ? 0 : findUsualLatencyUs(view, fromUs);
  const ends: number[] = [];
  for (let row = 0; row < early; row += 1) {
    const [dueUs, endUs] = [lost.dueUs[row] as number, lost.endUs[row] as number];
    if (lost.outcome[row] !== outcomes['timed-out'] && fromUs - dueUs <= lateUs && isWithin(endUs))
      ends.push(endUs);
  }
  return [...ends, ...dueWithin(lost, fromUs, toUs)];
}

/** The time of nine in ten good responses that were due in the second before a moment; 0 if there was none. */
function findUsualLatencyUs(view: LaneView, untilUs: number): number {
  const before = { fromUs: untilUs - joinedWithinUs, toUs: untilUs };
  return percentile(latenciesIn(view, before).sort(), 0.9) || 0;
}

/**
 * preStop: as long as new connections kept arriving, rounded up to 1 s. The grace period grows by the same
 * amount if necessary.
 */
function recommendPreStop({ alike }: ExplainedEpisode, { scenario }: Evidence): Recommendation[] {
  const { workload } = scenario;
  // The content of the user's own manifests is unknown here, including their pause.
  if (workload.builtin === null) return [];
  const { preStopMs, terminationGraceMs } = workload;
  const { lagMs, evidence } = findLongestLag(alike);
  const neededMs = Math.ceil(lagMs / 1_000) * 1_000;
  if (neededMs <= preStopMs) return [];
  const pause = {
    setting: 'workload.preStop',
    from: formatDuration(preStopMs),
    to: formatDuration(neededMs),
    reasons: [...evidence, reason('answer-while-terminating', { lagMs, toS: 1 })],
  };
  const leftMs = terminationGraceMs - preStopMs;
  if (neededMs < terminationGraceMs) return [pause];
  return [
    pause,
    {
      setting: 'workload.terminationGrace',
      from: formatDuration(terminationGraceMs),
      to: formatDuration(neededMs + leftMs),
      reasons: [...evidence, reason('pause-and-rest', { pauseMs: neededMs, restMs: leftMs })],
    },
  ];
}
