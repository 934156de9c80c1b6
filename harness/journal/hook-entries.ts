import type { HookPlace, HookTime } from '../scenario/hooks/hook.ts';
import type { Edge, Outcome } from './run-entries.ts';

/** What a hook of the user's is about to do, or has done. */
export interface HookEntry {
  readonly type: 'hook';
  readonly name: string;
  readonly when: HookTime;
  readonly at: HookPlace;
  /** The phase, role, pool or node that begins or has ended; null: the run. */
  readonly of: string | null;
  /** Index of the step whose node it is about, or next to which it runs; null outside the roll. */
  readonly step: number | null;
  readonly edge: Edge;
  readonly outcome?: Outcome;
  /** At the end: the answer, and what differs from the expected one. */
  readonly detail?: string;
}
