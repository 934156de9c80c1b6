import type { RecordOf } from '../../../journal/records.ts';
import { reason } from '../../../reasons/reason.ts';
import type { Evidence } from '../../evidence.ts';
import { joinedWithinUs, type RawEpisode } from '../../harm/episodes.ts';
import { areAllNamed, findCutByTermination, unlessNamed } from '../cut-connections.ts';
import { findGraceExpiry } from '../grace-period.ts';
import { findUnknownStart } from '../silent-successor.ts';
import { findTerminatingPods, type TerminatingPod } from '../terminating-pods.ts';
import { dueWithin } from '../unreached-requests.ts';
import type { Mechanism } from './mechanism.ts';

/** The kubelet's event about a failed preStop hook. */
const hookEvent = 'FailedPreStopHook';

/**
 * A pod's preStop hook failed, so that the pod was stopped at once or sooner than planned: connections to it
 * were cut, or new ones were still sent to it. Excluded if its grace period was over, which also ends a
 * working hook. Its lag counts from the start of the termination.
 */
export const hookFailed: Mechanism = {
  id: 'hook-failed',
  title: 'preStop hook failed',
  find: {
    episode(episode, evidence) {
      const found = findTerminatingPods(episode, evidence)
        .flatMap((terminating) => findHookHarm(terminating, episode, evidence) ?? [])
        .sort((a, b) => b.ends.length - a.ends.length)[0];
      if (found === undefined) return null;
      const { terminating, event, ends, named } = found;
      const { pod } = terminating.life;
      const lagMs = ((ends.at(-1) as number) - terminating.fromUs) / 1000;
      const seen = reason(
        'hook-failed',
        {
          pod,
          terminatingUs: terminating.fromUs,
          failedUs: event.atUs,
          message: event.message,
          lost: ends.length,
          lagMs,
        },
        [{ pod }, { record: 'event', atUs: event.atUs }],
      );
      return {
        explains: ends.length,
        lagMs,
        likely: !named,
        evidence: [seen, ...unlessNamed(named)],
      };
    },
  },
  recommend: null,
  docs: {
    when: 'Event FailedPreStopHook names a terminating pod of the target. From 1 s before it until the pod ended, connections to it were cut or new ones failed, and its grace period was not over.',
    recommendation: 'No setting: the evidence says what to repair in the hook.',
  },
};

interface HarmOfHook {
  readonly terminating: TerminatingPod;
  readonly event: RecordOf<'event'>;
  /** Bad requests from the hook's failure until the pod had ended, in order of time. */
  readonly ends: readonly number[];
  /** Whether each cut connection is known to have led to this pod. */
  readonly named: boolean;
}

function findHookHarm(
  terminating: TerminatingPod,
  episode: RawEpisode,
  evidence: Evidence,
): HarmOfHook | null {
  const event = evidence.timeline.events.find(
    (candidate) => candidate.reason === hookEvent && isAbout(candidate, terminating),
  );
  if (event === undefined) return null;
  // A watch shows the event up to this much after the hook failed.
  const sinceUs = event.atUs - joinedWithinUs;
  const cuts = findCutByTermination(episode, evidence).filter(
    (cut) =>
      cut.endUs >= sinceUs &&
      cut.terminating.life === terminating.life &&
      findGraceExpiry(cut, evidence) === null,
  );
  // If a pod may also have just started, connections that reached none show nothing about the hook.
  const unreached =
    findUnknownStart(episode, evidence) === null
      ? dueWithin(evidence.unreachedIn(episode), Math.max(terminating.fromUs, sinceUs), terminating.toUs)
      : [];
  const ends = [...cuts.map(({ endUs }) => endUs), ...unreached].sort((a, b) => a - b);
  return ends.length === 0 ? null : { terminating, event, ends, named: areAllNamed(cuts) };
}

/** Whether an event is about that pod, in this termination of it. */
function isAbout({ uid, atUs }: RecordOf<'event'>, { life, fromUs, toUs }: TerminatingPod): boolean {
  return uid === life.uid && atUs >= fromUs && atUs <= toUs + joinedWithinUs;
}
