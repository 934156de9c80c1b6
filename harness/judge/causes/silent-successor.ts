import { type Reason, reason } from '../../reasons/reason.ts';
import { laneKinds } from '../../scenario/load/lane-kinds.ts';
import type { PodLife } from '../../timeline/pod-lives.ts';
import type { Evidence } from '../evidence.ts';
import { joinedWithinUs, type RawEpisode } from '../harm/episodes.ts';
import { countIn } from '../lanes/lane-view.ts';
import { eachBadRequest, isUnanswered } from './bad-requests.ts';
import { type Explanation, explainsHalf } from './mechanisms/mechanism.ts';
import { countReadyAt, findFirstAnswerUs, findSuccessors, type Successor } from './successors.ts';
import { findTerminatingPods, type TerminatingPod } from './terminating-pods.ts';
import { dueBetween, dueWithin } from './unreached-requests.ts';

/**
 * A successor that did not respond, and the pod that may instead have lost the same connections; null if there is none.
 */
interface SilentSuccessor extends Explanation {
  readonly rival: PodLife | null;
}

/** Maximum probability that all these connections would miss a pod that responds. */
const unlikely = 0.05;

/**
 * New connections failed before reaching a pod from the moment the pod became a ready endpoint until its first
 * response, for more than a second. To rule out losses of a terminating pod, they must span at least half of that time
 * and not have been as many before, because node proxies that follow late lose them earlier. There must be so many that
 * all of them would hardly have missed a responding pod. If responses do not name their pod, its first one is unknown,
 * and a terminating pod is an alternative unless half of the lost ones came too late for that.
 */
export function explainBySilence(
  pod: Successor,
  episode: RawEpisode,
  evidence: Evidence,
): SilentSuccessor | null {
  const fromUs = pod.routedUs;
  const answeredUs = findFirstAnswerUs(pod, episode, evidence);
  const toUs = answeredUs ?? episode.lastBadUs + 1;
  if (toUs - fromUs <= joinedWithinUs) return null;
  const unreached = evidence.unreachedIn(episode);
  const lostIn = (sinceUs: number, untilUs: number) => dueBetween(unreached, sinceUs, untilUs);
  const lost = lostIn(fromUs, toUs);
  const explains = lost.length;
  if (((lost.at(-1) ?? fromUs) - (lost[0] ?? fromUs)) * 2 < toUs - fromUs) return null;
  const before = lostIn(fromUs - joinedWithinUs, fromUs).length;
  if (before > 0 && before * 2 >= lostIn(fromUs, fromUs + joinedWithinUs).length) return null;
  const { known } = evidence.namedPods(episode.view.target);
  const made = laneKinds[episode.view.kind].keepsConnections
    ? explains
    : countIn(episode.view, fromUs, toUs).slots;
  const ready = countReadyAt(fromUs, episode, evidence);
  if ((1 - 1 / ready) ** made >= unlikely) return null;
  const lagMs = (toUs - fromUs) / 1000;
  const seen = reason(
    'successor-silent',
    {
      pod: pod.pod,
      routedUs: fromUs,
      ready,
      answeredMs: answeredUs === null ? null : lagMs,
      named: known,
      lost: explains,
    },
    [{ pod: pod.pod }, { record: 'endpoints', atUs: fromUs }],
  );
  return {
    rival: known ? null : findRival(lost, episode, evidence),
    explains,
    lagMs,
    evidence: [seen],
  };
}

/**
 * The terminating pod that may have lost at least half of the connections: until a second after it was a
 * ready endpoint.
 */
function findRival(lostUs: Float64Array, episode: RawEpisode, evidence: Evidence): PodLife | null {
  const mayHaveLost = ({ life, fromUs }: TerminatingPod) => {
    const untilUs = (life.unroutedUs ?? Number.POSITIVE_INFINITY) + joinedWithinUs;
    return dueWithin({ dueUs: lostUs }, fromUs, untilUs).length * 2 >= lostUs.length;
  };
  return findTerminatingPods(episode, evidence).find(mayHaveLost)?.life ?? null;
}

/** What is unknown about a slow start because responses do not name their pod; null if nothing is missing. */
export function findUnknownStart(episode: RawEpisode, evidence: Evidence): Reason | null {
  if (evidence.namedPods(episode.view.target).known) return null;
  for (const successor of findSuccessors(episode, evidence)) {
    const { pod, routedUs } = successor;
    const refs = [{ pod }, { record: 'endpoints', atUs: routedUs }];
    const silent = explainBySilence(successor, episode, evidence);
    if (silent?.rival && explainsHalf(episode, silent))
      return reason('silence-unknown', { pod, routedUs, rival: silent.rival.pod }, refs);
    const late = eachBadRequest(episode).reduce(
      (count, request) => count + Number(request.dueUs >= routedUs && !isUnanswered(request)),
      0,
    );
    if (late * 2 >= episode.bad) return reason('late-answers-unknown', { pod, routedUs, late }, refs);
  }
  return null;
}
