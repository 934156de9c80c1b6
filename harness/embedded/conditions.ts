import type { Node, Pod } from './objects.ts';
import { timestamp } from './times.ts';

/** Helpers for the conditions of all kinds. */
interface Condition {
  readonly type: string;
  readonly status: string;
  readonly lastTransitionTime?: string;
}

export const findCondition = (
  object: Pod | Node,
  type: string,
): { readonly status: string; readonly reason?: string } | undefined =>
  object.status?.conditions?.find((condition) => condition.type === type);

/** Whether a pod or node is ready according to its Ready condition. */
export const isReady = (object: Pod | Node): boolean => findCondition(object, 'Ready')?.status === 'True';

/**
 * The list with that condition replaced in its place. The transition time changes with the status, not with the reason.
 */
export function withCondition<C extends Condition>(
  conditions: readonly C[] | undefined,
  condition: C,
  nowMs: number,
): C[] {
  const before = conditions?.find(({ type }) => type === condition.type);
  const since = before?.status === condition.status ? before.lastTransitionTime : undefined;
  const stamped = { ...condition, lastTransitionTime: since ?? timestamp(nowMs) };
  if (conditions === undefined || before === undefined) return [...(conditions ?? []), stamped];
  return conditions.map((condition) => (condition === before ? stamped : condition));
}
