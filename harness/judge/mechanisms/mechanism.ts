import { outcomes } from '../../journal/samples.ts';
import type { RecordOf } from '../../timeline/model.ts';
import type { PodLife } from '../../timeline/pod-lives.ts';
import { joinedWithinUs, type RawEpisode } from '../episodes.ts';
import type { Evidence } from '../evidence.ts';
import type { LaneView } from '../lane-view.ts';

/** What a mechanism's evidence is, in words, and what a remedy is computed from. */
export interface Shown {
  readonly evidence: string;
  /** How many of the episode's bad requests it explains. */
  readonly explains: number;
  /** From the beginning of what led to it until its last bad request, in ms; what it begins with is the mechanism's own. */
  readonly lagMs: number;
  /** Set where answers do not name their pod, and the times fit a pod that may not be the one: the mechanism is likely, not shown. */
  readonly likely?: boolean;
}

/** Looks for one mechanism in an episode's evidence; null where that does not show it. */
export type Mechanism = (raw: RawEpisode, evidence: Evidence) => Shown | null;

/** No answer came, because nobody was there to give one. */
const unanswered: ReadonlySet<number> = new Set([
  outcomes.refused,
  outcomes.unreachable,
  outcomes['reset-before-sent'],
  outcomes['reset-after-sent'],
  outcomes.closed,
  outcomes['timed-out'],
]);

/** Rows of an episode's bad requests. */
export function badRows({ view, first, last }: RawEpisode): number[] {
  const rows: number[] = [];
  for (let row = first; row <= last; row += 1) if (view.bad[row] === 1) rows.push(row);
  return rows;
}

/** Rows of an episode's bad requests that ended without an answer. */
export function unansweredRows(raw: RawEpisode): number[] {
  return badRows(raw).filter((row) => isUnanswered(raw.view, row));
}

/** Those of them whose connection had carried no answer: they failed before reaching a pod. */
export function unreachedRows(raw: RawEpisode): number[] {
  return unansweredRows(raw).filter((row) => raw.view.columns.answered[row] === 0);
}

/** Whether a bad request ended without an answer. */
export function isUnanswered({ columns }: LaneView, row: number): boolean {
  return unanswered.has(columns.outcome[row] as number);
}

/** A pod while it was going: from the order, or our eviction where that is known earlier, until a second after its end. */
export interface Going {
  readonly life: PodLife;
  readonly fromUs: number;
  readonly toUs: number;
}

/** Pods that the episode's own Service has named ready at some time of the run. */
export function podsOfItsService({ view }: Pick<RawEpisode, 'view'>, { timeline }: Evidence): PodLife[] {
  const asked = timeline.workload?.targets.find((one) => one.name === view.target);
  // A journal without a workload is of the built-in service, the only one there.
  const own = (life: PodLife) =>
    timeline.workload === null ||
    (asked !== undefined && life.services.has(`${asked.namespace}/${asked.service}`));
  return timeline.podLives.filter(own);
}

/** Pods of the episode's own Service that were going at some time from its first bad request until its last one had ended. */
export function goingIn(raw: RawEpisode, evidence: Evidence): Going[] {
  const { endUs } = raw.view.columns;
  const lastEndUs = badRows(raw).reduce((last, row) => Math.max(last, endUs[row] as number), raw.lastBadUs);
  return podsOfItsService(raw, evidence).flatMap((life) => {
    if (life.terminatingUs === null) return [];
    const evicted = evidence.timeline.evictions.find(
      (one) => one.result === 'accepted' && isEvictionOf(one, life),
    );
    const fromUs = Math.min(life.terminatingUs, evicted?.atUs ?? Number.POSITIVE_INFINITY);
    const ends = [life.stoppedUs, life.unroutedUs].map((one) => one ?? Number.POSITIVE_INFINITY);
    const toUs = Math.max(...ends) + joinedWithinUs;
    return fromUs <= lastEndUs && toUs >= raw.firstBadUs ? [{ life, fromUs, toUs }] : [];
  });
}

/** By uid; journals of older tools have the name alone. */
function isEvictionOf({ uid, namespace, pod, atUs }: RecordOf<'eviction'>, life: PodLife): boolean {
  if (uid !== undefined && life.uid !== null) return uid === life.uid;
  return pod === life.pod && namespace === life.namespace && atUs >= life.seenUs;
}

/** A mechanism is an episode's where it explains half of its bad requests, as an outage is what is half bad. */
export function explainsIt({ bad }: RawEpisode, shown: Shown | null): shown is Shown {
  return shown !== null && shown.explains > 0 && shown.explains * 2 >= bad;
}

/** When an API server last came back in that time, by its probes; null if none did. */
export function apiReturnedUs({ probes }: Evidence, fromUs: number, toUs: number): number | null {
  const returns = probes
    .filter((one) => one.probe === 'api')
    .flatMap((one) => one.outages.map((outage) => outage.toUs))
    .filter((backUs) => backUs >= fromUs && backUs <= toUs);
  return returns.length === 0 ? null : Math.max(...returns);
}
