import type { Action, KnownFrom, Outcome, Phase, Role } from '../../journal/records.ts';
import type { Reason } from '../../reasons/reason.ts';

export interface StepSummary {
  readonly index: number;
  readonly repeat: number;
  /** Of nodes side by side: all of them, separated by commas. */
  readonly node: string;
  readonly role: Role;
  /** `rehearse-RUN-worker2 (worker, step 3 of 3)`; texts for users shorten the name of the node. */
  readonly title: string;
  /** Version of its node before the step, and of the node after it. */
  readonly from: string;
  readonly to: string;
  readonly outcome: 'done' | 'failed' | 'aborted' | 'unknown';
  readonly window: {
    readonly fromUs: number;
    readonly toUs: number;
    readonly fromKnownFrom: KnownFrom;
    readonly toKnownFrom: KnownFrom;
  };
  readonly actions: readonly {
    readonly action: Action;
    readonly fromUs: number;
    readonly toUs: number | null;
    readonly outcome: string;
    readonly detail: string | null;
    /** Whose it was, where the nodes of the step went side by side. */
    readonly node?: string;
  }[];
  /** Pods that could not be evicted for some seconds, longest first, and what held them; absent without one. */
  readonly heldEvictions?: readonly Reason[];
  /** Kubernetes' warnings while its drain was blocked or its gate stayed closed. They are not reported as causes. */
  readonly warnings: readonly Reason[];
  /** From uncordon or replacement until recovered; null if it was not seen to recover. */
  readonly settledMs: number | null;
  readonly overlapped: boolean;
  readonly worst: { readonly target: string; readonly lane: string; readonly badMs: number } | null;
  readonly episodes: readonly string[];
}

/** A roll that the scenario had ended after some of its nodes, and the return to the old version. */
export interface WayBackSummary {
  readonly to: string;
  /** How many nodes' steps had ended when the roll was ended, of how many. */
  readonly upgraded: number;
  readonly nodes: number;
  readonly stoppedUs: number;
  /** When the nodes began to go back; null: they did not. */
  readonly fromUs: number | null;
  /** What the ended command had left on nodes, as text. */
  readonly left: readonly { readonly node: string; readonly states: readonly string[] }[];
  /** What production's own tool would be given for the way back. */
  readonly commands: readonly string[];
}

/** Why requests were bad; the registry is causes/mechanisms/registry.ts. */
export interface MechanismName {
  /** Stable: compare by this one. */
  readonly id: string;
  /** Its title in reports. */
  readonly title: string;
}

export interface Episode {
  /** `E1`, `E2`, … in order of time. */
  readonly id: string;
  readonly target: string;
  readonly lane: string;
  readonly fromUs: number;
  readonly toUs: number;
  /** From the previous good to the next good intended start. */
  readonly spanMs: number;
  /** The longest run in which every 100 ms (at least 10 slots) is at least half bad. */
  readonly outageMs: number;
  /** Share of bad slots. */
  readonly depth: number;
  /** bad / rate: in ms of requests. */
  readonly badMs: number;
  readonly bad: number;
  readonly slots: number;
  readonly outcomes: Readonly<Record<string, number>>;
  readonly pods: readonly string[];
  readonly phase: Phase | null;
  /** Index of the step that it overlaps or is charged to. */
  readonly step: number | null;
  readonly action: Action | null;
  readonly mechanism: MechanismName;
  /** Set if responses do not name their pod, and the times fit a pod that may be a different one: not shown. */
  readonly likely?: true;
  /** The evidence of the mechanism; if it is unknown, what can't be known, or nothing. */
  readonly evidence: readonly Reason[];
  /** Other observations at that time. They are not reported as causes. */
  readonly meanwhile: readonly Reason[];
}

export interface Proof {
  readonly badSteps: number;
  readonly steps: number;
  /** Clopper-Pearson, one-sided 95%. */
  readonly upperBound: number;
}

export interface HookSummary {
  readonly name: string;
  readonly when: 'before' | 'after';
  /** Kind of its place, such as `pool`. */
  readonly at: string;
  /** The place itself; null: the run. */
  readonly of: string | null;
  /** Index of the step next to it; null outside the roll. */
  readonly step: number | null;
  readonly fromUs: number;
  readonly toUs: number | null;
  readonly outcome: Outcome | 'unknown';
  readonly detail: string | null;
}
