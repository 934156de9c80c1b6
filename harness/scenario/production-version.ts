import type { UnderstoodScenario } from './schema/scenario.ts';

type From = NonNullable<UnderstoodScenario['cluster']>['from'];

/** Production's version, whichever form `cluster.from` has; undefined where it was not understood. */
export const findVersion = (from: From): string | undefined =>
  typeof from === 'object' ? from.version : from;
