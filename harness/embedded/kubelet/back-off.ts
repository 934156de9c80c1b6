/** Delays between restarts of one container. */
export interface BackOff {
  /** How long to wait still after a failure at that time; 0: not at all. */
  leftMs(failedAtMs: number, nowMs: number): number;
  /** The whole of the present delay. */
  readonly delayMs: number;
  /** It is restarted now: the next failure waits twice as long. */
  restarted(failedAtMs: number, nowMs: number): void;
}

export interface BackOffOptions {
  readonly firstMs: number;
  readonly mostMs: number;
}

/** The kubelet's: the first restart is at once, then 10 s, 20 s, 40 s, … and five minutes at most. */
export const usualBackOff: BackOffOptions = { firstMs: 10_000, mostMs: 300_000 };

/** Forgotten when a container has run for twice the longest delay. */
export function backOff({ firstMs, mostMs }: BackOffOptions = usualBackOff): BackOff {
  let delayMs = 0;
  let lastMs = Number.NEGATIVE_INFINITY;
  const expired = (failedAtMs: number) => failedAtMs - lastMs > 2 * mostMs;
  return {
    get delayMs() {
      return delayMs;
    },
    leftMs(failedAtMs, nowMs) {
      if (expired(failedAtMs)) return 0;
      // Never more than the whole: the machine's clock may have been put back.
      return Math.min(delayMs, Math.max(0, failedAtMs + delayMs - nowMs));
    },
    restarted(failedAtMs, nowMs) {
      delayMs = expired(failedAtMs) || delayMs === 0 ? firstMs : Math.min(delayMs * 2, mostMs);
      lastMs = nowMs;
    },
  };
}
