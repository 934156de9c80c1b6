import { type Reason, reason } from '../../../reasons/reason.ts';
import type { Recommendation } from '../../answer/summary.ts';
import type { Evidence } from '../../evidence.ts';
import type { RawEpisode } from '../../harm/episodes.ts';
import { countUnanswered } from '../bad-requests.ts';
import { explainByColdStart } from '../cold-successor.ts';
import { explainBySilence } from '../silent-successor.ts';
import { findSuccessors } from '../successors.ts';
import {
  type ExplainedEpisode,
  type Explanation,
  explainsHalf,
  type LateSource,
  type Mechanism,
} from './mechanism.ts';
import { explainByProxyAbsence } from './proxy-absent.ts';

/**
 * Requests were sent to a pod that had only just become a ready endpoint: it did not respond yet, or late or
 * wrongly. Its lag counts from that moment.
 */
export const slowStart: Mechanism = {
  id: 'slow-start',
  title: 'slow start of the replacement',
  find: {
    episode: (episode, evidence) =>
      evidence.namedPods(episode.view.target).known
        ? explainBySuccessor(episode, evidence)
        : explainWithoutNames(episode, evidence),
    lateAnswers: describeLateSuccessor,
  },
  recommend: { episode: recommendReadinessProbe },
  docs: {
    when: 'A pod that had just become a ready endpoint did not answer yet, or half of its answers were late or wrong. Latency: it became one in that step, and most late answers came from it.',
    recommendation:
      '`workload.readinessProbe`, where at least half of the bad requests got no answer and the built-in workload has no such probe.',
  },
};

function explainBySuccessor(episode: RawEpisode, evidence: Evidence): Explanation | null {
  return pickMost(
    findSuccessors(episode, evidence).flatMap((pod) => [
      explainBySilence(pod, episode, evidence),
      explainByColdStart(pod, episode, evidence),
    ]),
  );
}

/**
 * If responses do not name their pod: new connections were lost like those to a pod that does not respond
 * yet. An absence of a node proxy has priority, because its records show more than these times do.
 */
function explainWithoutNames(episode: RawEpisode, evidence: Evidence): Explanation | null {
  if (explainsHalf(episode, explainByProxyAbsence(episode, evidence))) return null;
  const silent = findSuccessors(episode, evidence).map((pod) => explainBySilence(pod, episode, evidence));
  const found = pickMost(silent.filter((explanation) => explanation?.rival === null));
  return found && { ...found, likely: true };
}

function pickMost(found: readonly (Explanation | null)[]): Explanation | null {
  return (
    found.filter((explanation) => explanation !== null).sort((a, b) => b.explains - a.explains)[0] ?? null
  );
}

function describeLateSuccessor({ pod: life, during }: LateSource): Reason[] | null {
  const { pod, routedUs } = life;
  if (routedUs === null || routedUs < during.fromUs || routedUs >= during.toUs) return null;
  const refs = [{ pod }, { record: 'endpoints', atUs: routedUs }];
  return [reason('late-pod-started', { pod, routedUs }, refs)];
}

/** A probe keeps connections away from a pod that does not listen yet; it does not make one respond sooner. */
function recommendReadinessProbe(
  { episode, cause }: ExplainedEpisode,
  { scenario }: Evidence,
): Recommendation[] {
  const { workload } = scenario;
  const unanswered = countUnanswered(episode) * 2 >= episode.bad;
  if (workload.builtin === null || workload.readinessProbe || !unanswered) return [];
  const reasons = [...cause.evidence, reason('ready-after-answer')];
  return [{ setting: 'workload.readinessProbe', from: 'false', to: 'true', reasons }];
}
