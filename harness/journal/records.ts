import type { NodeRef, Role, Slot } from '../scenario/scenario.ts';
import type { ClusterEntry } from './cluster-entries.ts';
import type { HookEntry } from './hook-entries.ts';
import type { HostEntry } from './host-entries.ts';
import type { LoadEntry } from './load-entries.ts';
import type { ProbeEntry } from './probe-entries.ts';
import type { RollEntry, WayBackEntry } from './roll-entries.ts';
import type { RunEntry } from './run-entries.ts';
import type { BudgetState, EndpointState, NodeState, PodProblem, PodState, RolloutState } from './states.ts';

/**
 * The journal's format; a reader refuses a greater one. Format 1 lacks fields, and 1 and 2 have another name for
 * `load-host`: see `upgradeRecords`.
 */
export const journalVersion = 3;

/** Every kind of journal entry, without its time. */
export type JournalEntry =
  | RunEntry
  | ClusterEntry
  | RollEntry
  | WayBackEntry
  | HookEntry
  | LoadEntry
  | HostEntry
  | ProbeEntry;

/** One line of the journal: an entry, and when it was written, in microseconds since the run's start. */
export type JournalRecord = { readonly atUs: number } & JournalEntry;

/** A journal entry of one type, with its time. */
export type RecordOf<T extends JournalEntry['type']> = Extract<JournalRecord, { readonly type: T }>;

/** Where journal entries go. Appending is synchronous and never throws after the run directory was opened. */
export interface Journal {
  append(entry: JournalEntry): void;
}

export type { Action } from './actions.ts';
export type { Change, Intent, KnownFrom, Resource, RolloutRef } from './cluster-entries.ts';
export type { ProcessUsage } from './host-entries.ts';
export type { CapacityResult, ThreadPauses } from './load-entries.ts';
export type { ProbeKind } from './probe-entries.ts';
export type { RollEntry, Rolling, RollLineKind } from './roll-entries.ts';
export { type Claims, type Edge, type Fidelity, type Outcome, type Phase, phases } from './run-entries.ts';
export type {
  BudgetState,
  EndpointState,
  NodeRef,
  NodeState,
  PodProblem,
  PodState,
  Role,
  RolloutState,
  Slot,
};
