import type { Phase } from '../journal/records.ts';
import type { Timeline } from '../timeline/model.ts';
import type { PhaseSpan } from './answer/summary.ts';

/** From `fromUs` until before `toUs`, in microseconds since the run's start. */
export interface Period {
  readonly fromUs: number;
  readonly toUs: number;
}

/** A phase within the evidence; null if it did not begin. */
export function findPeriod(timeline: Timeline, phase: Phase, endUs: number): Period | null {
  const found = timeline.phases.find((one) => one.phase === phase);
  return found === undefined
    ? null
    : { fromUs: found.fromUs, toUs: found.toUs ?? Math.max(found.fromUs, endUs) };
}

/** The phase of a moment. */
export function phaseAt(timeline: Timeline, atUs: number): Phase | null {
  return (
    timeline.phases.findLast((one) => one.fromUs <= atUs && (one.toUs === null || atUs < one.toUs))?.phase ??
    null
  );
}

export function phaseSpans(timeline: Timeline): PhaseSpan[] {
  return timeline.phases.map(({ phase, fromUs, toUs, outcome }) => ({
    phase,
    fromUs,
    toUs,
    outcome: outcome ?? 'unknown',
  }));
}
