/** The phases of a run, in order. Only their boundaries are journaled. */
export const phases = ['prepare', 'settle', 'baseline', 'upgrade', 'recovery', 'teardown'] as const;
export type Phase = (typeof phases)[number];

/** `begin` is written before the action, `end` after it. */
export type Edge = 'begin' | 'end';

/** How an action or phase ended. `aborted`: by the user, unfinished. */
export type Outcome = 'done' | 'failed' | 'aborted';

/** What a verdict on a kind of cluster may claim; printed in the report. */
export interface Claims {
  readonly production: boolean;
  readonly covers: readonly string[];
  readonly notCovered: readonly string[];
  /** Whose kernel its nodes run on. */
  readonly kernelOf: 'this machine' | 'its own machines';
  /** What a clone does not share with the production cluster that it was made from. Left out where it is no clone. */
  readonly fidelity?: readonly Fidelity[];
}

/** A setting in which a clone differs from production; values as text. */
export interface Fidelity {
  readonly setting: string;
  readonly production: string;
  readonly clone: string;
  readonly why: string;
}

/** Journal entries about the run itself. */
export type RunEntry =
  | {
      readonly type: 'journal';
      readonly version: number;
      /** Version of the harness. */
      readonly tool: string;
      readonly runId: string;
      readonly originNs: string;
      /** Wall clock at the origin, ISO 8601, UTC. */
      readonly wall: string;
      readonly machine: {
        readonly cpus: number;
        readonly memoryBytes: number;
        readonly kernel: string;
        readonly node: string;
      };
    }
  /** The wall clock in addition to the monotonic one, at intervals. */
  | { readonly type: 'clock'; readonly wall: string }
  | { readonly type: 'phase'; readonly phase: Phase; readonly edge: Edge; readonly outcome?: Outcome }
  /** What this provider's verdicts may claim. */
  | { readonly type: 'claims'; readonly claims: Claims }
  | {
      readonly type: 'fact';
      readonly source: string;
      readonly what: string;
      readonly node: string | null;
      readonly detail?: string;
    }
  | { readonly type: 'error'; readonly code: string; readonly message: string }
  /** The noise floor that was copied into the run directory, by the hash of its bytes. */
  | { readonly type: 'noise-floor'; readonly key: string; readonly sha256: string }
  /** A warning about the scenario or its manifests. Line and column count from 1; null for an override (`--set`). */
  | {
      readonly type: 'warning';
      readonly code: string;
      readonly file: string;
      readonly line: number | null;
      readonly column: number | null;
      readonly message: string;
    }
  | { readonly type: 'note'; readonly message: string };
