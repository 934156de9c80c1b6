import type { Span } from '../timeline/model.ts';
import type { Period } from './periods.ts';

/** How much of one interval is within a period, in microseconds. */
export function overlapUs(one: Span, during: Period): number {
  return Math.max(
    0,
    Math.min(one.toUs ?? Number.POSITIVE_INFINITY, during.toUs) - Math.max(one.fromUs, during.fromUs),
  );
}

/** Whether intervals cover at least half of a period. */
export function isHalfCovered(period: Period, spans: readonly Span[]): boolean {
  const covered = spans.reduce((sum, one) => sum + overlapUs(one, period), 0);
  return covered > 0 && covered * 2 >= period.toUs - period.fromUs;
}
