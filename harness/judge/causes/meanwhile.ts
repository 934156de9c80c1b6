import type { BlindSpot, Span, Timeline, UnreadySpan } from '../../timeline/model.ts';
import type { Evidence } from '../evidence.ts';
import { overlapUs } from '../overlaps.ts';
import type { Period } from '../periods.ts';
import type { ProbeReading } from '../probes/probes.ts';
import { durationText, timeText } from '../words.ts';

/** Evictions so long before something are told with it. */
const evictedWithinUs = 10_000_000;

/** What else the journal shows of that time. None of it is said to be the cause. */
export function seenMeanwhile(
  during: Period,
  { timeline, probes }: Pick<Evidence, 'timeline' | 'probes'>,
): string[] {
  const meets = (one: Span) => overlapUs(one, during) > 0;
  const unready = timeline.unready
    .filter(meets)
    .map((one) => `${reasonsText(one)} (since ${timeText(one.fromUs)})`);
  const away = probes.flatMap((probe) => outagesText(probe, probe.outages.filter(meets)));
  const evicted = evictionsOf(during, timeline).map(
    (one) =>
      `pod ${one.namespace}/${one.pod} on ${one.node}: eviction ${one.result} at ${timeText(one.atUs)}`,
  );
  return [...evicted, ...unready, ...away, ...blindness(timeline.blind.filter(meets))];
}

/** Evictions, but for blocked ones, in that time or shortly before it. */
export function evictionsOf({ fromUs, toUs }: Period, { evictions }: Timeline): Timeline['evictions'] {
  return evictions.filter(
    (one) => one.result !== 'blocked' && one.atUs >= fromUs - evictedWithinUs && one.atUs <= toUs,
  );
}

/** What was not ready is named once, however many reasons there were. */
function reasonsText({ subject, reasons }: UnreadySpan): string {
  const [first = '', ...others] = reasons;
  const prefix = `${subject}: `;
  return [first, ...others.map((one) => (one.startsWith(prefix) ? one.slice(prefix.length) : one))].join(
    '; ',
  );
}

/** A prober that failed again and again is said once. */
function outagesText({ probe, source }: ProbeReading, outages: readonly Period[]): string[] {
  const [first] = outages;
  const last = outages.at(-1);
  if (first === undefined || last === undefined) return [];
  const lengthUs = outages.reduce((sum, one) => sum + one.toUs - one.fromUs, 0);
  const failed = `the ${probe} probe of ${source} failed`;
  const length = durationText(lengthUs / 1000);
  return outages.length === 1
    ? [`${failed} for ${length} from ${timeText(first.fromUs)}`]
    : [
        `${failed} ${outages.length} times between ${timeText(first.fromUs)} and ${timeText(last.toUs)}, ${length} in all`,
      ];
}

/** Watches that went blind together, for one reason, are said once. */
function blindness(spots: readonly BlindSpot[]): string[] {
  const together = Map.groupBy(spots, (one) => `from ${timeText(one.fromUs)} (${one.why})`);
  return [...together].map(
    ([since, all]) => `${all.map((one) => one.resource).join(', ')} could not be seen ${since}`,
  );
}
