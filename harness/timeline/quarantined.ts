import type { Bound, Step } from './model.ts';

/**
 * When a step left its node in quarantine: cordoned at its old version, because its drain had reached its limit; null if
 * it did not.
 */
export function findQuarantine({ actions }: Pick<Step, 'actions'>): Bound | null {
  const found = actions.find(({ action, outcome }) => action === 'quarantine' && outcome === 'done');
  return found === undefined || found.toUs === null ? null : { atUs: found.toUs, knownFrom: 'intent' };
}
