import type { Intent, JournalEntry } from '../journal/records.ts';
import type { RollPlan } from '../plan/plan.ts';

export type { RollPlan };

/** Rolls the upgrade and yields an intent before and after each action. Throws after the `end` intent of what failed. */
export interface Roller {
  roll(plan: RollPlan, signal: AbortSignal): AsyncIterable<Intent>;
}

/** One validation from fresh lists: everything that does not hold, in words; empty when all does. Implemented by observe + timeline, handed in by the rehearsal. */
export type Validate = (signal: AbortSignal) => Promise<readonly string[]>;

/** Why what a validation missed is so, as far as it is known, in words; `final`: waiting longer cannot help. */
export type Explain = (
  signal: AbortSignal,
) => Promise<readonly { readonly words: string; readonly final: boolean }[]>;

export type Append = (entry: JournalEntry) => void;
