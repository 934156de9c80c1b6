import { isNamedReady, type PodLife } from '../../timeline/pod-lives.ts';
import { joinedWithinUs, type RawEpisode } from '../episodes.ts';
import type { Evidence } from '../evidence.ts';
import { countIn, type LaneView, rowAt, rowsBetween, rowsIn } from '../lane-view.ts';
import { namedPods } from '../named-pods.ts';
import { stepAt } from '../places.ts';
import { durationText, timeText } from '../words.ts';
import {
  badRows,
  explainsIt,
  type Going,
  goingIn,
  isUnanswered,
  type Mechanism,
  podsOfItsService,
  type Shown,
  unreachedRows,
} from './mechanism.ts';

/** A pod that first became a ready endpoint of its Service in the episode's step, or the one before it. */
type Successor = PodLife & { readonly routedUs: number };

/** A successor that did not answer, and the pod that the same connections may have been lost to; null where there is none. */
interface Silence extends Shown {
  readonly rival: PodLife | null;
}

/** A pod that answers is not left out by so many new connections but by a chance smaller than this. */
const unlikely = 0.05;

/**
 * Requests went to a pod that had only just become a ready endpoint: it did not answer yet, or it answered late or wrongly.
 * Its lag counts from the moment it became one.
 */
export const slowStart: Mechanism = (raw, evidence) => {
  if (!namedPods(raw.view.target, evidence).known) return null;
  return mostOf(
    successorsIn(raw, evidence).flatMap((pod) => [
      silentSuccessor(pod, raw, evidence),
      coldSuccessor(pod, raw, evidence),
    ]),
  );
};

/** The same where answers do not name their pod: new connections were lost as a pod that does not answer yet loses them. */
export const likelySlowStart: Mechanism = (raw, evidence) => {
  if (namedPods(raw.view.target, evidence).known) return null;
  const silent = successorsIn(raw, evidence).map((pod) => silentSuccessor(pod, raw, evidence));
  const found = mostOf(silent.filter((one) => one?.rival === null));
  return found && { ...found, likely: true };
};

function mostOf(found: readonly (Shown | null)[]): Shown | null {
  return found.filter((one) => one !== null).sort((a, b) => b.explains - a.explains)[0] ?? null;
}

/** What can't be known of a slow start because answers do not name their pod, in words; null where nothing is missing. */
export function unknownStart(raw: RawEpisode, evidence: Evidence): string | null {
  if (namedPods(raw.view.target, evidence).known) return null;
  for (const pod of successorsIn(raw, evidence)) {
    const named = `pod ${pod.pod} first became a ready endpoint at ${timeText(pod.routedUs)}; answers do not name their pod, so`;
    const silent = silentSuccessor(pod, raw, evidence);
    if (silent?.rival && explainsIt(raw, silent))
      return `${named} whether new connections failed before reaching it, or before reaching pod ${silent.rival.pod}, which was terminating, is not known`;
    const late = badRows(raw).filter(
      (row) => (raw.view.intendedUs[row] as number) >= pod.routedUs && !isUnanswered(raw.view, row),
    );
    if (late.length * 2 >= raw.bad)
      return `${named} whether the ${late.length} late or wrong answers from then on were its own is not known`;
  }
  return null;
}

function successorsIn(raw: RawEpisode, evidence: Evidence): Successor[] {
  const step = stepAt(evidence, raw.firstBadUs);
  const sinceUs = evidence.windows[Math.max(0, (step ?? 0) - 1)]?.fromUs ?? Number.POSITIVE_INFINITY;
  return podsOfItsService(raw, evidence).filter(
    (one): one is Successor =>
      one.routedUs !== null && one.routedUs >= sinceUs && one.routedUs <= raw.lastBadUs,
  );
}

/**
 * New connections failed before reaching a pod from the moment the pod became a ready endpoint until its first answer, for
 * more than a second. To rule out losses of a terminating pod, they must span at least half of that time and not have been as
 * many before: node proxies that follow late lose them earlier. They must be so many that a pod that answers would hardly
 * have been missed by all. Where answers do not name their pod, its first one is not known, and a terminating pod is its
 * rival unless half of the lost ones came too late for that.
 */
function silentSuccessor(pod: Successor, raw: RawEpisode, evidence: Evidence): Silence | null {
  const fromUs = pod.routedUs;
  const answeredUs = firstAnswerUs(pod, raw, evidence);
  const toUs = answeredUs ?? raw.lastBadUs + 1;
  if (toUs - fromUs <= joinedWithinUs) return null;
  const lostUs = unreachedRows(raw).map((row) => raw.view.intendedUs[row] as number);
  const lostIn = (sinceUs: number, untilUs: number) =>
    lostUs.filter((atUs) => atUs >= sinceUs && atUs < untilUs);
  const lost = lostIn(fromUs, toUs);
  const explains = lost.length;
  if (((lost.at(-1) ?? fromUs) - (lost[0] ?? fromUs)) * 2 < toUs - fromUs) return null;
  const before = lostIn(fromUs - joinedWithinUs, fromUs).length;
  if (before > 0 && before * 2 >= lostIn(fromUs, fromUs + joinedWithinUs).length) return null;
  const { known } = namedPods(raw.view.target, evidence);
  const made = raw.view.kind === 'fresh' ? countIn(raw.view, fromUs, toUs).slots : explains;
  const ready = readyAt(fromUs, raw, evidence);
  if ((1 - 1 / ready) ** made >= unlikely) return null;
  const lagMs = (toUs - fromUs) / 1000;
  const until = !known
    ? 'and answers do not name their pod, so when it first answered is not known'
    : answeredUs === null
      ? 'and did not answer until the last of them'
      : `and first answered ${durationText(lagMs)} later`;
  return {
    rival: known ? null : rivalOf(lost, raw, evidence),
    explains,
    lagMs,
    evidence: `pod ${pod.pod} became a ready endpoint at ${timeText(fromUs)}, as one of ${ready}, ${until}; ${explains} new connections failed before reaching a pod meanwhile`,
  };
}

/** The terminating pod that at least half of the lost connections may have been sent to: until a second after it was a ready endpoint. */
function rivalOf(lostUs: readonly number[], raw: RawEpisode, evidence: Evidence): PodLife | null {
  const mayHave = ({ life, fromUs }: Going) => {
    const untilUs = (life.unroutedUs ?? Number.POSITIVE_INFINITY) + joinedWithinUs;
    return lostUs.filter((atUs) => atUs >= fromUs && atUs <= untilUs).length * 2 >= lostUs.length;
  };
  return goingIn(raw, evidence).find(mayHave)?.life ?? null;
}

/** At least half of the pod's own answers since it became a ready endpoint were late or wrong, and less than half as many of the other pods'. */
function coldSuccessor(pod: Successor, raw: RawEpisode, evidence: Evidence): Shown | null {
  const { view } = raw;
  const pods = namedPods(view.target, evidence);
  const answered = badRows(raw).filter(
    (row) =>
      (view.intendedUs[row] as number) >= pod.routedUs &&
      !isUnanswered(view, row) &&
      pods.at(view.columns.pod[row] as number, view.columns.endUs[row] as number) === pod,
  );
  // Looked at before all the answers since: there may be many.
  if (answered.length * 2 < raw.bad) return null;
  const own = { bad: 0, all: 0 };
  const others = { bad: 0, all: 0 };
  for (const rows of rowsBetween(view, rowAt(view, pod.routedUs), raw.last + 1))
    for (let row = 0; row < rows.length; row += 1) {
      const number = rows.columns.pod[row] as number;
      if (number === 0) continue;
      const counted = pods.at(number, rows.columns.endUs[row] as number) === pod ? own : others;
      counted.all += 1;
      counted.bad += rows.bad[row] as number;
    }
  if (shareOf(own) < 0.5 || shareOf(others) * 2 >= shareOf(own)) return null;
  const lagMs = (raw.lastBadUs - pod.routedUs) / 1000;
  const slowestMs = answered.reduce((most, row) => Math.max(most, (view.latencyUs[row] || 0) / 1000), 0);
  return {
    explains: answered.length,
    lagMs,
    evidence: `pod ${pod.pod} became a ready endpoint at ${timeText(pod.routedUs)}; ${own.bad} of its ${own.all} answers in the ${durationText(lagMs)} from then on were late (up to ${durationText(slowestMs)}) or wrong, and ${others.bad} of the ${others.all} of other pods; no setting of the scenario is known to mend that`,
  };
}

const shareOf = ({ bad, all }: { readonly bad: number; readonly all: number }): number =>
  all === 0 ? 0 : bad / all;

/** When any judged lane of the same target first had a right answer of the pod; null where none had before the episode's last bad request. */
function firstAnswerUs(pod: Successor, raw: RawEpisode, evidence: Evidence): number | null {
  const found = evidence.judged
    .filter((view) => view.target === raw.view.target)
    .map((view) => answerUs(pod, view, raw.lastBadUs, evidence))
    .filter((one) => one !== null);
  return found.length === 0 ? null : Math.min(...found);
}

function answerUs(pod: Successor, view: LaneView, untilUs: number, evidence: Evidence): number | null {
  const pods = namedPods(view.target, evidence);
  for (const { columns, latencyUs, length } of rowsIn(view, { fromUs: pod.routedUs, toUs: untilUs }))
    for (let row = 0; row < length; row += 1) {
      const endUs = columns.endUs[row] as number;
      if (!Number.isNaN(latencyUs[row]) && pods.at(columns.pod[row] as number, endUs) === pod) return endUs;
    }
  return null;
}

/** How many pods of the Service were ready endpoints at a moment. */
function readyAt(atUs: number, raw: RawEpisode, evidence: Evidence): number {
  return podsOfItsService(raw, evidence).filter((life) => isNamedReady(life, atUs)).length;
}
