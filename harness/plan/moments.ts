import type { Hook, HookPlace, HookTime } from '../scenario/hooks/hook.ts';
import type { NodeRef, Slot } from '../scenario/scenario.ts';

/** A place of a run that begins or has ended: hooks that name it run. */
export interface Moment {
  readonly when: HookTime;
  readonly at: HookPlace;
  /** The phase, role, pool or node; null: the run. */
  readonly of: string | null;
  /** What a hook can say to choose it. */
  readonly names: readonly string[];
}

/** The moments of one step of a roll, in order. */
export interface StepMoments {
  /** Before it and the nodes side by side with it: of the role and pool, if the node is their first. */
  readonly begun: readonly Moment[];
  /** Before its node's step. */
  readonly before: readonly Moment[];
  /** After its node's step, before the interval. */
  readonly after: readonly Moment[];
  /** After the gate that follows it and the nodes side by side with it, if the node is the last one of its pool and role. */
  readonly ended: readonly Moment[];
}

/** The moments of the step at an index of a roll. Control planes are a role and no pool. */
export function listStepMoments(nodes: readonly NodeRef[], index: number): StepMoments {
  const node = nodes[index];
  if (node === undefined) return { begun: [], before: [], after: [], ended: [] };
  const slots = nodes.map(({ slot }) => slot);
  const { role, pool, ordinal } = node.slot;
  const enclosing: { readonly at: HookPlace; readonly of: string; has(slot: Slot): boolean }[] = [
    { at: 'role', of: role, has: (slot) => slot.role === role },
    ...(role === 'control-plane'
      ? []
      : [{ at: 'pool' as const, of: pool, has: (slot: Slot) => slot.role === role && slot.pool === pool }]),
  ];
  const begun = enclosing.filter(({ has }) => slots.findIndex(has) === index);
  const ended = enclosing.filter(({ has }) => slots.findLastIndex(has) === index).toReversed();
  const names = [role, pool, `${pool}/${ordinal}`];
  const ofNode = (when: HookTime): Moment => ({ when, at: 'node', of: node.name, names });
  return {
    begun: begun.map(({ at, of }) => createMoment('before', at, of)),
    before: [ofNode('before')],
    after: [ofNode('after')],
    ended: ended.map(({ at, of }) => createMoment('after', at, of)),
  };
}

/** A moment that hooks choose by the name of what begins or has ended. */
export function createMoment(when: HookTime, at: HookPlace, of: string | null): Moment {
  return { when, at, of, names: of === null ? [] : [of] };
}

/** Whether a hook runs at a moment. */
export function isDueAt({ when, at, of }: Hook, moment: Moment): boolean {
  return when === moment.when && at === moment.at && (of === null || moment.names.includes(of));
}
