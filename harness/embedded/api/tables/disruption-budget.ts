import type { Resource } from '../resource.ts';
import { ageColumn, ageOf, column, nameColumn } from './cells.ts';

export const disruptionBudgetTable: Resource<'PodDisruptionBudget'>['table'] = {
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
    ageOf(budget, nowMs),
  ],
};
