import type { PodLife } from '../../timeline/pod-lives.ts';
import type { Evidence } from '../evidence.ts';
import { joinedWithinUs, type RawEpisode } from '../harm/episodes.ts';
import { eachBadRequest } from './bad-requests.ts';

/** A pod while it terminated: from its deletion, or our eviction if that is earlier, until a second after its end. */
export interface TerminatingPod {
  readonly life: PodLife;
  readonly fromUs: number;
  readonly toUs: number;
}

/** Pods that were ready endpoints of the lane's own Service at some time of the run. */
export function listPodsOfService({ view }: Pick<RawEpisode, 'view'>, { timeline }: Evidence): PodLife[] {
  const target = timeline.workload?.targets.find(({ name }) => name === view.target);
  if (target === undefined) return [];
  return timeline.podLives.filter(({ services }) => services.has(`${target.namespace}/${target.service}`));
}

/** Pods of the episode's own Service that were terminating at some time from its first bad request until its last one had ended. */
export function findTerminatingPods(episode: RawEpisode, evidence: Evidence): TerminatingPod[] {
  const lastEndUs = eachBadRequest(episode).reduce(
    (last, { endUs }) => Math.max(last, endUs),
    episode.lastBadUs,
  );
  return listPodsOfService(episode, evidence).flatMap((life) => {
    if (life.terminatingUs === null) return [];
    const evicted = evidence.timeline.evictions.find(
      ({ result, uid }) => result === 'accepted' && uid === life.uid,
    );
    const fromUs = Math.min(life.terminatingUs, evicted?.atUs ?? Number.POSITIVE_INFINITY);
    const ends = [life.stoppedUs, life.unroutedUs].map((atUs) => atUs ?? Number.POSITIVE_INFINITY);
    const toUs = Math.max(...ends) + joinedWithinUs;
    return fromUs <= lastEndUs && toUs >= episode.firstBadUs ? [{ life, fromUs, toUs }] : [];
  });
}
