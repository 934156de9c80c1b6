import type { ProcessUsage } from '../../journal/records.ts';
import type { Reason } from '../../reasons/reason.ts';

/** How precise this machine's sending was, and what may have disturbed it. */
export interface LoadHostSummary {
  readonly lagP99Ms: number;
  readonly lagMaxMs: number;
  readonly cpuBusyMean: number;
  /** Longest stall of a load thread's event loop, and its longest garbage collection; absent if not recorded. */
  readonly loopMaxMs?: number;
  readonly gcMaxMs?: number;
  /** Share of the time in which some task waited for a processor; absent if the kernel does not measure it. */
  readonly cpuPressureMean?: number;
  readonly marked: readonly { readonly fromUs: number; readonly toUs: number; readonly why: Reason }[];
  /** Changes that would reduce disturbances in the next run, each with the measured reason. */
  readonly recommendations: readonly Reason[];
}

/** How busy the machine that the replica's nodes share was, and which processes used it. */
export interface HostSummary {
  readonly measuredS: number;
  /**
   * Seconds in which the host may have caused harm: the replica's work took more than ten times as long as on
   * a machine of its own.
   */
  readonly overloadedS: number;
  /** `saturatedS`: more than twenty times. Null if less than half of it was measured. */
  readonly baseline: { readonly measuredS: number; readonly saturatedS: number } | null;
  /** Share of the runnable time of the replica's threads in which they waited for a processor. */
  readonly waitingShare: number;
  readonly overloaded: readonly { readonly fromUs: number; readonly toUs: number }[];
  /** Processors used on average: by the replica with its front door, by this tool, by everything else. */
  readonly cpus: { readonly replica: number; readonly tool: number; readonly outside: number };
  /** Other processes that used processors, the busiest first. */
  readonly outside: readonly ProcessUsage[];
}
