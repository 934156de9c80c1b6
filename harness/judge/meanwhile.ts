import type { BlindSpot, Span } from '../timeline/model.ts';
import type { Evidence } from './evidence.ts';
import type { Period } from './periods.ts';
import { durationText, timeText } from './words.ts';

/** How long a stretch lies within a period, in microseconds. */
export function overlapUs(one: Span, during: Period): number {
  return Math.max(
    0,
    Math.min(one.toUs ?? Number.POSITIVE_INFINITY, during.toUs) - Math.max(one.fromUs, during.fromUs),
  );
}

/** What else the journal shows of that time. None of it is said to be the cause. */
export function seenMeanwhile(
  during: Period,
  { timeline, probes }: Pick<Evidence, 'timeline' | 'probes'>,
): string[] {
  const meets = (one: Span) => overlapUs(one, during) > 0;
  const unready = timeline.unready
    .filter(meets)
    .map((one) => `${one.reasons.join('; ')} (since ${timeText(one.fromUs)})`);
  const away = probes.flatMap((probe) =>
    probe.outages
      .filter(meets)
      .map(
        (one) =>
          `the ${probe.probe} probe of ${probe.source} failed for ${durationText((one.toUs - one.fromUs) / 1000)} from ${timeText(one.fromUs)}`,
      ),
  );
  const evicted = timeline.evictions
    .filter(
      (one) => one.result !== 'blocked' && one.atUs >= during.fromUs - 10_000_000 && one.atUs <= during.toUs,
    )
    .map(
      (one) =>
        `pod ${one.namespace}/${one.pod} on ${one.node}: eviction ${one.result} at ${timeText(one.atUs)}`,
    );
  return [...evicted, ...unready, ...away, ...blindness(timeline.blind.filter(meets))];
}

/** Watches that went blind together, for one reason, are said once. */
function blindness(spots: readonly BlindSpot[]): string[] {
  const together = Map.groupBy(spots, (one) => `from ${timeText(one.fromUs)} (${one.why})`);
  return [...together].map(
    ([since, all]) => `${all.map((one) => one.resource).join(', ')} could not be seen ${since}`,
  );
}
