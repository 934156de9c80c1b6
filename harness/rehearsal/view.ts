import type { Outcome, Phase } from '../journal/records.ts';

/** A lane's figures of the last seconds. */
export interface StatusLane {
  readonly target: string;
  readonly lane: string;
  readonly ratePerS: number;
  readonly failed: number;
  /** NaN without responses. */
  readonly p50Ms: number;
  readonly p99Ms: number;
}

/** The current state, from the same timeline that the judge reads. */
export interface Status {
  readonly elapsedMs: number;
  readonly leftMs: number | null;
  /** The current action and its node. */
  readonly step: string | null;
  readonly nodes: readonly {
    readonly name: string;
    readonly version: string;
    readonly ready: boolean;
    readonly schedulable: boolean;
  }[];
  readonly lanes: readonly StatusLane[];
  /** The unmet conditions of the gate or the steady state. */
  readonly unmet: readonly string[];
}

/** Shows a run while it runs. */
export interface View {
  begin(phase: Phase, expectedMs: number | null): void;
  end(phase: Phase, outcome: Outcome): void;
  /** Prints one line. */
  say(line: string): void;
  /** From now on the view may read the status. */
  watch(status: () => Status): void;
  close(): void | Promise<void>;
}
