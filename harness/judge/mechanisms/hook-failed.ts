import type { RecordOf } from '../../journal/records.ts';
import { joinedWithinUs, type RawEpisode } from '../episodes.ts';
import type { Evidence } from '../evidence.ts';
import { durationText, timeText } from '../words.ts';
import { allNamed, cutsIn, podsNotKnown } from './cuts.ts';
import { lastOfGrace } from './grace.ts';
import { type Going, goingIn, type Mechanism, unreachedRows } from './mechanism.ts';
import { unknownStart } from './slow-start.ts';

/** The event that the kubelet writes when a preStop hook did not do its work. */
const reason = 'FailedPreStopHook';

interface FailedHook {
  readonly going: Going;
  readonly event: RecordOf<'event'>;
  /** Bad requests from the hook's failure until the pod had ended, in order of time. */
  readonly ends: readonly number[];
  /** Whether each cut connection is known to have led to this pod. */
  readonly named: boolean;
}

/**
 * A pod's preStop hook failed, so that the pod was stopped at once or sooner than planned: connections to it were cut, or
 * new ones were still sent to it. Not where its grace period was over: that ends it with a good hook as well. Its lag
 * counts from the beginning of the termination.
 */
export const hookFailed: Mechanism = (raw, evidence) => {
  const found = goingIn(raw, evidence)
    .flatMap((going) => harmOfHook(going, raw, evidence) ?? [])
    .sort((a, b) => b.ends.length - a.ends.length)[0];
  if (found === undefined) return null;
  const { going, event, ends, named } = found;
  const lagMs = ((ends.at(-1) as number) - going.fromUs) / 1000;
  const message = event.message === '' ? '' : ` (${event.message})`;
  return {
    explains: ends.length,
    lagMs,
    likely: !named,
    evidence: `pod ${going.life.pod} was terminating from ${timeText(going.fromUs)} on, and its preStop hook failed at ${timeText(event.atUs)}${message}: it was stopped without its pause; ${ends.length} requests failed from then on, the last one ${durationText(lagMs)} after its termination began. Repair the hook: its command may be missing in the image, or may exit with a code other than 0. A hook with \`sleep\` (Kubernetes 1.30 and later) needs no command${named ? '' : `; ${podsNotKnown}`}`,
  };
};

function harmOfHook(going: Going, raw: RawEpisode, evidence: Evidence): FailedHook | null {
  const event = evidence.timeline.events.find((one) => one.reason === reason && isAbout(one, going));
  if (event === undefined) return null;
  // A watch shows the event up to so much later than the hook failed.
  const sinceUs = event.atUs - joinedWithinUs;
  const { intendedUs } = raw.view;
  const cuts = cutsIn(raw, evidence).filter(
    (one) => one.endUs >= sinceUs && one.going?.life === going.life && lastOfGrace(one, evidence) === null,
  );
  // Where a pod may just have started as well, connections that reached none show nothing of the hook.
  const lost = unknownStart(raw, evidence) === null ? unreachedRows(raw) : [];
  const unreached = lost
    .map((row) => intendedUs[row] as number)
    .filter((atUs) => atUs >= Math.max(going.fromUs, sinceUs) && atUs <= going.toUs);
  const ends = [...cuts.map(({ endUs }) => endUs), ...unreached].sort((a, b) => a - b);
  return ends.length === 0 ? null : { going, event, ends, named: allNamed(cuts) };
}

/** Whether an event is about that pod, in this termination of it. Journals of older tools have its name alone. */
function isAbout(
  { object, namespace, uid, atUs }: RecordOf<'event'>,
  { life, fromUs, toUs }: Going,
): boolean {
  if (atUs < fromUs || atUs > toUs + joinedWithinUs) return false;
  if (uid !== undefined && life.uid !== null) return uid === life.uid;
  return namespace === life.namespace && object === `Pod/${life.pod}`;
}
