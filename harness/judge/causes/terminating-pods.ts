import type { RecordOf } from '../../timeline/model.ts';
import type { PodLife } from '../../timeline/pod-lives.ts';
import { joinedWithinUs, type RawEpisode } from '../episodes.ts';
import type { Evidence } from '../evidence.ts';
import { findBadRows } from './bad-rows.ts';

/** A pod while it terminated: from its deletion, or our eviction where that is known earlier, until a second after its end. */
export interface TerminatingPod {
  readonly life: PodLife;
  readonly fromUs: number;
  readonly toUs: number;
}

/** Pods that were ready endpoints of the lane's own Service at some time of the run. */
export function listPodsOfService({ view }: Pick<RawEpisode, 'view'>, { timeline }: Evidence): PodLife[] {
  const target = timeline.workload?.targets.find(({ name }) => name === view.target);
  // A journal without a workload is of the built-in service, the only one there.
  const isOwn = (life: PodLife) =>
    timeline.workload === null ||
    (target !== undefined && life.services.has(`${target.namespace}/${target.service}`));
  return timeline.podLives.filter(isOwn);
}

/** Pods of the episode's own Service that were terminating at some time from its first bad request until its last one had ended. */
export function findTerminatingPods(episode: RawEpisode, evidence: Evidence): TerminatingPod[] {
  const { endUs } = episode.view.columns;
  const lastEndUs = findBadRows(episode).reduce(
    (last, row) => Math.max(last, endUs[row] as number),
    episode.lastBadUs,
  );
  return listPodsOfService(episode, evidence).flatMap((life) => {
    if (life.terminatingUs === null) return [];
    const evicted = evidence.timeline.evictions.find(
      (eviction) => eviction.result === 'accepted' && isEvictionOf(eviction, life),
    );
    const fromUs = Math.min(life.terminatingUs, evicted?.atUs ?? Number.POSITIVE_INFINITY);
    const ends = [life.stoppedUs, life.unroutedUs].map((atUs) => atUs ?? Number.POSITIVE_INFINITY);
    const toUs = Math.max(...ends) + joinedWithinUs;
    return fromUs <= lastEndUs && toUs >= episode.firstBadUs ? [{ life, fromUs, toUs }] : [];
  });
}

/** By uid; journals of older tools have the name alone. */
function isEvictionOf({ uid, namespace, pod, atUs }: RecordOf<'eviction'>, life: PodLife): boolean {
  if (uid !== undefined && life.uid !== null) return uid === life.uid;
  return pod === life.pod && namespace === life.namespace && atUs >= life.seenUs;
}
