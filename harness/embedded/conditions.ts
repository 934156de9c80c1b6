import type { Node, Pod } from './objects.ts';
import { timestamp } from './times.ts';

/** What the conditions of every kind share. */
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

/** By its Ready condition, as its kubelet says. */
export const isReady = (object: Pod | Node): boolean => findCondition(object, 'Ready')?.status === 'True';

/** The list with that condition in it, in its old place. Its transition time is that of its status, not of its reason. */
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
