import type { NodeRef } from '../scenario/scenario.ts';
import type { Replacement } from './replacement.ts';

/** The order of a roll. */
export interface RollPlan {
  readonly to: string;
  readonly steps: readonly RollStep[];
}

/** What is done to one of the initial nodes. */
export interface RollStep {
  readonly node: NodeRef;
  /** Without one it is upgraded in place. */
  readonly replacement?: Replacement;
  /** It begins together with the step before it, side by side. Absent: once that one, its pause and its gate are over. */
  readonly withPrevious?: true;
  /** Rolled before the other nodes of its pool. */
  readonly canary?: true;
  /** Pause after it and those side by side with it, before validating. */
  readonly intervalMs: number;
}

/** The steps of a roll in groups that begin together, each step with its index. */
export function groupSteps(steps: readonly RollStep[]): readonly (readonly IndexedStep[])[] {
  const groups: IndexedStep[][] = [];
  for (const [index, step] of steps.entries()) {
    const group = groups.at(-1);
    if (step.withPrevious && group !== undefined) group.push({ index, step });
    else groups.push([{ index, step }]);
  }
  return groups;
}

interface IndexedStep {
  readonly index: number;
  readonly step: RollStep;
}
