import type { AaRun } from '../answer/aa-run.ts';
import type { Summary } from '../answer/summary.ts';
import { type CriterionDefinition, isApplicable } from './criterion.ts';
import { criteria } from './registry.ts';

/** The line that a run adds to the floor of its scenario; null if it upgraded something, or was incomplete. */
export function recordAaRun(
  summary: Summary,
  none: boolean,
  definitions: readonly CriterionDefinition[] = criteria,
): AaRun | null {
  const whole = summary.lanes.length > 0 && summary.lanes.every((lane) => lane.accounting.complete);
  const done = summary.steps.length > 0 && summary.steps.every((step) => step.outcome === 'done');
  if (!none || !whole || !done) return null;
  const reached = definitions.flatMap(({ id, noiseFloor }) => {
    if (!isApplicable(noiseFloor)) return [];
    const own = summary.criteria.filter((criterion) => criterion.id === id);
    return [[id, noiseFloor.record(summary, own)] as const];
  });
  return { runId: summary.runId, reached: Object.fromEntries(reached) };
}
