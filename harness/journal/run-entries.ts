/** What a run goes through, in this order. Only the boundaries are journaled. */
export const phases = ['prepare', 'settle', 'baseline', 'upgrade', 'recovery', 'teardown'] as const;
export type Phase = (typeof phases)[number];

/** `begin` is written before the action, `end` after it. */
export type Edge = 'begin' | 'end';

/** How something that had a beginning ended. `aborted`: by the user, half done. */
export type Outcome = 'done' | 'failed' | 'aborted';

/** What a verdict on a kind of cluster may say; printed in the report. */
export interface Claims {
  readonly production: boolean;
  readonly covers: readonly string[];
  readonly notCovered: readonly string[];
  /** Every provider so far runs its nodes on the kernel of this machine. */
  readonly kernelOf: 'this machine';
}

/** What a line can say of the run itself. */
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
  /** The wall clock in addition to the monotonic one, from time to time. */
  | { readonly type: 'clock'; readonly wall: string }
  | { readonly type: 'phase'; readonly phase: Phase; readonly edge: Edge; readonly outcome?: Outcome }
  /** What this provider's verdicts may say. */
  | { readonly type: 'claims'; readonly claims: Claims }
  | {
      readonly type: 'fact';
      readonly source: string;
      readonly what: string;
      readonly node: string | null;
      readonly detail?: string;
    }
  | { readonly type: 'error'; readonly code: string; readonly message: string }
  /** Which noise floor was copied into the run directory, by the hash of its bytes. */
  | { readonly type: 'noise-floor'; readonly key: string; readonly sha256: string }
  /** What the scenario or its manifests have that the user should know first. Line and column count from 1; null for what no file holds (`--set`). */
  | {
      readonly type: 'warning';
      readonly code: string;
      readonly file: string;
      readonly line: number | null;
      readonly column: number | null;
      readonly message: string;
    }
  | { readonly type: 'note'; readonly message: string };
