import type { Timeline } from '../../timeline/model.ts';
import type { PodLife } from '../../timeline/pod-lives.ts';
import type { LaneView } from '../lanes/lane-view.ts';

/** Which pods the responses of a target name. */
export interface NamedPods {
  /** False if its responses name no pod: those of a service that does not know the run's header. */
  readonly known: boolean;
  /**
   * The pod with that number in the samples that a request reached which ended at `atUs`. Undefined for 0,
   * and if the journal shows no such pod.
   */
  at(number: number, atUs: number): PodLife | undefined;
}

/** `Evidence.namedPods` caches it. */
export function findNamedPods(
  target: string,
  { timeline, views }: { readonly timeline: Timeline; readonly views: readonly LaneView[] },
): NamedPods {
  const namespace = timeline.workload?.targets.find((one) => one.name === target)?.namespace;
  const own = timeline.podLives.filter((life) => life.namespace === namespace);
  const byName = Map.groupBy(own, (life) => life.pod);
  // A name may have several numbers, and a later pod may have the name of a deleted one.
  const byNumber: PodLife[][] = [];
  for (const [number, name] of timeline.names.pod) byNumber[number] = byName.get(name) ?? [];
  return {
    known: views.some((view) => view.target === target && namesPods(view)),
    at(number, atUs) {
      const lives = byNumber[number];
      if (lives === undefined) return undefined;
      for (let last = lives.length - 1; last > 0; last -= 1)
        if (answersFrom(lives[last] as PodLife) <= atUs) return lives[last];
      return lives[0];
    },
  };
}

/** A pod gets no connection before it is a ready endpoint. */
const answersFrom = ({ routedUs, seenUs }: PodLife): number => routedUs ?? seenUs;

/** Whether the responses in a lane's first second with responses name any pod. */
function namesPods(view: LaneView): boolean {
  for (let second = 0; second < view.seconds.length; second += 1) {
    const { columns } = view.readRows(second);
    if (columns.pod.some((number) => number > 0)) return true;
    if (columns.answered.some((answered) => answered > 0)) return false;
  }
  return false;
}
