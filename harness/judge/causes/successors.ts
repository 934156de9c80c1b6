import { isNamedReady, type PodLife } from '../../timeline/pod-lives.ts';
import type { Evidence } from '../evidence.ts';
import type { RawEpisode } from '../harm/episodes.ts';
import { type LaneView, rowsIn } from '../lanes/lane-view.ts';
import { stepAt } from '../step-at.ts';
import { listPodsOfService } from './terminating-pods.ts';

/** A pod that first became a ready endpoint of its Service in the episode's step, or the one before it. */
export type Successor = PodLife & { readonly routedUs: number };

export function findSuccessors(episode: RawEpisode, evidence: Evidence): Successor[] {
  const step = stepAt(evidence, episode.beginsUs);
  const sinceUs = evidence.windows[Math.max(0, (step ?? 0) - 1)]?.fromUs ?? Number.POSITIVE_INFINITY;
  return listPodsOfService(episode, evidence).filter(
    (pod): pod is Successor =>
      pod.routedUs !== null && pod.routedUs >= sinceUs && pod.routedUs <= episode.lastBadUs,
  );
}

/** How many pods of the Service were ready endpoints at a moment. */
export function countReadyAt(atUs: number, episode: RawEpisode, evidence: Evidence): number {
  return listPodsOfService(episode, evidence).filter((life) => isNamedReady(life, atUs)).length;
}

/**
 * When any judged lane of the same target first had a good response of the pod; null if none had before the
 * episode's last bad request.
 */
export function findFirstAnswerUs(pod: Successor, episode: RawEpisode, evidence: Evidence): number | null {
  const found = evidence.judged
    .filter((view) => view.target === episode.view.target)
    .map((view) => findAnswerUs(pod, view, episode.lastBadUs, evidence))
    .filter((answeredUs) => answeredUs !== null);
  return found.length === 0 ? null : Math.min(...found);
}

function findAnswerUs(pod: Successor, view: LaneView, untilUs: number, evidence: Evidence): number | null {
  const pods = evidence.namedPods(view.target);
  for (const { columns, latencyUs, length } of rowsIn(view, { fromUs: pod.routedUs, toUs: untilUs }))
    for (let row = 0; row < length; row += 1) {
      const endUs = columns.endUs[row] as number;
      if (!Number.isNaN(latencyUs[row]) && pods.at(columns.pod[row] as number, endUs) === pod) return endUs;
    }
  return null;
}
