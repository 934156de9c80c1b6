import type { Evidence } from '../evidence.ts';
import type { CriterionDefinition, Finding } from './criterion.ts';
import { criteria } from './registry.ts';

/** Every criterion that the scenario asks for, applied to what was seen. */
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
