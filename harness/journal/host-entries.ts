/** Processes with the same name outside the run. Command lines may contain secrets, and are never read. */
export interface ProcessUsage {
  /** The kernel's short name (`comm`). */
  readonly name: string;
  /** How many of them used a processor, and the pid of the busiest. */
  readonly count: number;
  readonly pid: number;
  /** Processors used on average: 1 is one of them all the time. */
  readonly cpus: number;
}

/**
 * About two seconds of the machine that the replica's nodes share with the tool and other programs. Only on
 * Linux, and only if the replica's processes are visible; otherwise nothing is recorded.
 */
export interface HostEntry {
  readonly type: 'host';
  readonly fromUs: number;
  readonly toUs: number;
  /** All threads of the replica and its front door together: on a processor, and ready to run but waiting for one. */
  readonly ranUs: number;
  readonly waitedUs: number;
  /**
   * Processors used on average: by the replica with its front door, by this tool (including the load
   * generator), and by everything else.
   */
  readonly cpus: { readonly replica: number; readonly tool: number; readonly outside: number };
  /** The busiest other processes; those that started and ended in between are missing. */
  readonly outside: readonly ProcessUsage[];
}
