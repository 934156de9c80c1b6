import { reason } from '../../../reasons/reason.ts';
import { exitMarginMs } from '../../../scenario/builtin.ts';
import { formatDuration } from '../../../scenario/duration.ts';
import type { Recommendation } from '../../answer/summary.ts';
import type { Evidence } from '../../evidence.ts';
import { type LaneView, rowsIn } from '../../lanes/lane-view.ts';
import type { Period } from '../../periods.ts';
import { areAllNamed, findCutByTermination, findCutConnections, unlessNamed } from '../cut-connections.ts';
import { findGraceExpiry } from '../grace-period.ts';
import type { ExplainedEpisode, Mechanism } from './mechanism.ts';

/**
 * A request had been sent on a connection whose last response came from a pod that was terminating by then,
 * and the connection ended without another. If responses do not name their pod, one of the Service's pods was
 * terminating at that time. Its lag counts from the start of the termination.
 */
export const connectionCut: Mechanism = {
  id: 'connection-cut',
  title: 'kept-alive connection cut',
  find: {
    episode(episode, evidence) {
      const cut = findCutByTermination(episode, evidence);
      const last = cut.at(-1);
      if (last === undefined) return null;
      const { life, fromUs } = last.terminating;
      const connections = new Set(cut.map(({ connection }) => connection)).size;
      const lagMs = (last.endUs - fromUs) / 1000;
      const named = areAllNamed(cut);
      const seen = reason(
        'connections-cut',
        { pod: life.pod, terminatingUs: fromUs, lost: cut.length, connections, lagMs, named },
        [{ pod: life.pod }],
      );
      return {
        explains: cut.length,
        lagMs,
        likely: !named,
        evidence: [seen, ...unlessNamed(named)],
      };
    },
  },
  recommend: { episode: recommendGracefulShutdown },
  docs: {
    when: 'The connection ended (`closed`, `reset-after-sent`) after the request was sent; its last answer had come from a pod, and that pod was terminating.',
    recommendation:
      '`workload.onSigterm=graceful`; where it is graceful already and the grace period was over, `workload.terminationGrace`. Built-in workload only.',
  },
};

/** Only a service that does not finish its requests, or has too little time for it, is known to cut them. */
function recommendGracefulShutdown(explained: ExplainedEpisode, evidence: Evidence): Recommendation[] {
  const { workload } = evidence.scenario;
  if (workload.builtin === null) return [];
  const { onSigterm } = workload;
  if (onSigterm === 'graceful') return recommendGracePeriod(explained, evidence);
  const reasons = [...explained.cause.evidence, reason('finish-before-exit')];
  return [{ setting: 'workload.onSigterm', from: onSigterm, to: 'graceful', reasons }];
}

/** The sum of the pause, the longest baseline response, and the service's time for its exit, rounded up to a second. */
function recommendGracePeriod({ episode, cause }: ExplainedEpisode, evidence: Evidence): Recommendation[] {
  const { baseline, scenario } = evidence;
  const { workload } = scenario;
  const expired = findCutConnections(episode, evidence).some(
    (cut) => findGraceExpiry(cut, evidence) !== null,
  );
  if (workload.builtin === null || baseline === null || !expired) return [];
  const { preStopMs, terminationGraceMs } = workload;
  const longestMs = findLongestAnswerMs(episode.view, baseline);
  const neededMs = Math.ceil((preStopMs + longestMs + exitMarginMs) / 1_000) * 1_000;
  if (longestMs === 0 || neededMs <= terminationGraceMs) return [];
  const setting = 'workload.terminationGrace';
  const parts = { pauseMs: preStopMs, longestMs, exitMs: exitMarginMs, toS: 1 };
  const reasons = [...cause.evidence, reason('pause-answer-and-exit', parts)];
  return [{ setting, from: formatDuration(terminationGraceMs), to: formatDuration(neededMs), reasons }];
}

/** 0 without a response. */
function findLongestAnswerMs(view: LaneView, during: Period): number {
  let longestUs = 0;
  for (const { latencyUs } of rowsIn(view, during))
    for (const answerUs of latencyUs) longestUs = Math.max(longestUs, answerUs || 0);
  return longestUs / 1000;
}
