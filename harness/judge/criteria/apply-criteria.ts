import type { Evidence } from '../evidence.ts';
import type { CriterionDefinition, Finding } from './criterion.ts';
import { criteria } from './registry.ts';

/** Every criterion of the scenario, applied to the observations. */
export function applyCriteria(
  evidence: Evidence,
  definitions: readonly CriterionDefinition[] = criteria,
): Finding[] {
  return definitions.flatMap((definition) =>
    definition
      .judge(evidence)
      .map(({ steps = [], episodes = [], toleratedMs = 0, recommendations = [], ...judgement }) => ({
        definition,
        criterion: { id: definition.id, unit: definition.unit, ...judgement },
        steps,
        episodes,
        toleratedMs,
        recommendations,
      })),
  );
}
