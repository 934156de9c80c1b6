import { reason } from '../../reasons/reason.ts';
import type { Evidence } from '../evidence.ts';
import type { RawEpisode } from '../harm/episodes.ts';
import { rowAt, rowsBetween } from '../lanes/lane-view.ts';
import { eachBadRequest, isUnanswered } from './bad-requests.ts';
import type { Explanation } from './mechanisms/mechanism.ts';
import type { Successor } from './successors.ts';

/**
 * At least half of the pod's own responses since it became a ready endpoint were late or wrong, and less than
 * half as many of the other pods'.
 */
export function explainByColdStart(
  pod: Successor,
  episode: RawEpisode,
  evidence: Evidence,
): Explanation | null {
  const { view } = episode;
  const pods = evidence.namedPods(view.target);
  const answered = { count: 0, slowestUs: 0 };
  for (const request of eachBadRequest(episode)) {
    if (request.dueUs < pod.routedUs || isUnanswered(request)) continue;
    if (pods.at(request.pod, request.endUs) !== pod) continue;
    answered.count += 1;
    answered.slowestUs = Math.max(answered.slowestUs, request.latencyUs || 0);
  }
  // Checked first, because reading all responses since may take long.
  if (answered.count * 2 < episode.bad) return null;
  const own = { bad: 0, all: 0 };
  const others = { bad: 0, all: 0 };
  for (const rows of rowsBetween(view, rowAt(view, pod.routedUs), episode.last + 1))
    for (let row = 0; row < rows.length; row += 1) {
      const number = rows.columns.pod[row] as number;
      if (number === 0) continue;
      const counted = pods.at(number, rows.columns.endUs[row] as number) === pod ? own : others;
      counted.all += 1;
      counted.bad += rows.bad[row] as number;
    }
  if (badShare(own) < 0.5 || badShare(others) * 2 >= badShare(own)) return null;
  const lagMs = (episode.lastBadUs - pod.routedUs) / 1000;
  const figures = {
    ms: lagMs,
    bad: own.bad,
    answers: own.all,
    slowestMs: answered.slowestUs / 1000,
    othersBad: others.bad,
    othersAnswers: others.all,
  };
  const seen = reason('successor-cold', { pod: pod.pod, routedUs: pod.routedUs, ...figures }, [
    { pod: pod.pod },
    { record: 'endpoints', atUs: pod.routedUs },
  ]);
  return { explains: answered.count, lagMs, evidence: [seen] };
}

const badShare = ({ bad, all }: { readonly bad: number; readonly all: number }): number =>
  all === 0 ? 0 : bad / all;
