import type { Intent, JournalEntry } from '../journal/records.ts';
import type { RollPlan } from '../plan/plan.ts';

export type { RollPlan };

/**
 * Rolls the upgrade and yields an intent before and after each action. Throws after the `end` intent of a
 * failed action.
 */
export interface Roller {
  roll(plan: RollPlan, signal: AbortSignal): AsyncIterable<Intent>;
}

/**
 * One validation from new lists: everything that does not hold, as text; empty if everything does.
 * Implemented by observe + timeline, passed in by the rehearsal.
 */
export type Validate = (signal: AbortSignal) => Promise<readonly string[]>;

/** Why a validation failed, as far as it is known, as text; `final`: waiting longer cannot help. */
export type Explain = (
  signal: AbortSignal,
) => Promise<readonly { readonly words: string; readonly final: boolean }[]>;

export type Append = (entry: JournalEntry) => void;
