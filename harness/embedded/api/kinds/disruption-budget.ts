import { z } from 'zod';
import type { Resource } from '../resource.ts';
import { ageColumn, column, formatAge, nameColumn } from '../tables/cells.ts';
import { condition } from './condition.ts';
import { countOrPercent } from './counts.ts';
import { createObjectSchema, createResource, withStatus } from './kind-resource.ts';
import { dnsSubdomain } from './names.ts';
import { checked, int32, intOrText, model, type Problem, text, time } from './schema.ts';
import { labelSelector } from './selector.ts';

const disruptionBudgetTable: Resource<'PodDisruptionBudget'>['table'] = {
  columns: [
    nameColumn,
    column('Min Available', 'The minimum number of pods that must be available.'),
    column('Max Unavailable', 'The maximum number of pods that may be unavailable.'),
    column('Allowed Disruptions', 'Calculated number of pods that may be disrupted at this time.', 'integer'),
    ageColumn,
  ],
  cells: (budget, nowMs) => [
    budget.metadata.name,
    String(budget.spec?.minAvailable ?? 'N/A'),
    String(budget.spec?.maxUnavailable ?? 'N/A'),
    budget.status?.disruptionsAllowed ?? 0,
    formatAge(budget, nowMs),
  ],
};

const spec = checked(
  model('V1PodDisruptionBudgetSpec', {
    minAvailable: countOrPercent(intOrText).optional(),
    maxUnavailable: countOrPercent(intOrText).optional(),
    selector: labelSelector.optional(),
    unhealthyPodEvictionPolicy: z.enum(['AlwaysAllow', 'IfHealthyBudget']).optional(),
  }),
  function* ({ minAvailable, maxUnavailable, ...rest }): Iterable<Problem> {
    if (minAvailable !== undefined && maxUnavailable !== undefined)
      yield {
        reason: 'Invalid',
        path: [],
        value: { minAvailable, maxUnavailable, ...rest },
        message: 'minAvailable and maxUnavailable cannot be both set',
      };
  },
);

const status = model('V1PodDisruptionBudgetStatus', {
  currentHealthy: int32,
  desiredHealthy: int32,
  disruptionsAllowed: int32,
  expectedPods: int32,
  observedGeneration: z.int().optional(),
  disruptedPods: z.record(text, time).optional(),
  conditions: z.array(condition).optional(),
});

const none = { currentHealthy: 0, desiredHealthy: 0, disruptionsAllowed: 0, expectedPods: 0 };

export const disruptionBudget = createResource('PodDisruptionBudget', {
  nameRule: dnsSubdomain,
  schema: createObjectSchema('PodDisruptionBudget', 'V1PodDisruptionBudget', dnsSubdomain, {
    spec,
    status: status.optional(),
  }),
  table: disruptionBudgetTable,
  beforeCreate: (object) => withStatus(object, none),
});
