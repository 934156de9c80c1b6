/**
 * The one clock of a run: microseconds since its start, from the monotonic clock that every process and
 * thread of a machine shares (`process.hrtime.bigint()`; containers on this machine share it, too).
 */
export interface Clock {
  /** The monotonic clock's reading at the run's start, in nanoseconds. */
  readonly originNs: bigint;
  /** Microseconds since the run's start, with a fraction. */
  nowUs(): number;
}

/** A clock that starts now, or that counts from another process's origin. */
export function clockFrom(originNs: bigint = process.hrtime.bigint()): Clock {
  return { originNs, nowUs: () => Number(process.hrtime.bigint() - originNs) / 1000 };
}
