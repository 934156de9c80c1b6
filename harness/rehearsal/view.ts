import type { Outcome, Phase } from '../journal/records.ts';

/** What a lane did in the last seconds. */
export interface StatusLane {
  readonly target: string;
  readonly lane: string;
  readonly ratePerS: number;
  readonly failed: number;
  /** NaN without answers. */
  readonly p50Ms: number;
  readonly p99Ms: number;
}

/** The present state, from the same fold of the journal that the judge reads. */
export interface Status {
  readonly elapsedMs: number;
  readonly leftMs: number | null;
  /** What is done to which node now. */
  readonly step: string | null;
  readonly nodes: readonly {
    readonly name: string;
    readonly version: string;
    readonly ready: boolean;
    readonly schedulable: boolean;
  }[];
  readonly lanes: readonly StatusLane[];
  /** What keeps the gate or the steady state waiting. */
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
