import { type Reason, reason } from '../../reasons/reason.ts';
import { isHeld } from '../../timeline/held-evictions.ts';
import type { BlindSpot, Span, Timeline, UnreadySpan } from '../../timeline/model.ts';
import type { Evidence } from '../evidence.ts';
import { overlapUs } from '../overlaps.ts';
import type { Period } from '../periods.ts';
import type { ProbeReading } from '../probes/probes.ts';

/** Evictions up to this long before a period are listed with it. */
const evictedWithinUs = 10_000_000;

/** Other journal entries from that period. They are not reported as causes. */
export function seenMeanwhile(
  during: Period,
  { timeline, probes }: Pick<Evidence, 'timeline' | 'probes'>,
): Reason[] {
  const meets = (one: Span) => overlapUs(one, during) > 0;
  const unready = timeline.unready.filter(meets).map(describeUnready);
  const away = probes.flatMap((probe) => describeOutages(probe, probe.outages.filter(meets)));
  const evicted = listEvictions(during, timeline).map(({ namespace, pod, node, result, atUs }) =>
    reason('eviction', { namespace, pod, node, result, atUs }, [
      { pod },
      { node },
      { record: 'eviction', atUs },
    ]),
  );
  return [...evicted, ...unready, ...away, ...describeBlindness(timeline.blind.filter(meets))];
}

/** Evictions in that period or shortly before, without blocked and refused ones. */
export function listEvictions({ fromUs, toUs }: Period, { evictions }: Timeline): Timeline['evictions'] {
  return evictions.filter((one) => !isHeld(one) && one.atUs >= fromUs - evictedWithinUs && one.atUs <= toUs);
}

/** Unready objects are listed with their first reason only, because each may begin with its name. */
function describeUnready({ subject, reasons, fromUs }: UnreadySpan): Reason {
  const prefix = `${subject}: `;
  const faults = reasons.map((fault, index) =>
    index > 0 && fault.startsWith(prefix) ? fault.slice(prefix.length) : fault,
  );
  return reason('unready', { subject, faults, sinceUs: fromUs });
}

/** A prober that failed repeatedly is listed once. */
function describeOutages({ probe, source }: ProbeReading, outages: readonly Period[]): Reason[] {
  const [first] = outages;
  const last = outages.at(-1);
  if (first === undefined || last === undefined) return [];
  const ms = outages.reduce((sum, { fromUs, toUs }) => sum + toUs - fromUs, 0) / 1000;
  const during = { fromUs: first.fromUs, toUs: last.toUs };
  return [reason('probe-outages', { probe, source, outages: outages.length, ...during, ms })];
}

/** Watches that became blind within a tenth of a second, for one reason, are listed once. */
function describeBlindness(spots: readonly BlindSpot[]): Reason[] {
  const together = Map.groupBy(spots, ({ fromUs, why }) => `${Math.round(fromUs / 100_000)} ${why}`);
  return [...together.values()].map((all) => {
    const { fromUs, why } = all[0] as BlindSpot;
    return reason('not-watched', { resources: all.map(({ resource }) => resource), sinceUs: fromUs, why });
  });
}
