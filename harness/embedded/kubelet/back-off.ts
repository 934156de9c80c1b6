/** Delays between restarts of one container. */
export interface BackOff {
  /** Remaining delay after a failure at that time; 0: none. */
  leftMs(failedAtMs: number, nowMs: number): number;
  /** The whole current delay. */
  readonly delayMs: number;
  /** Records a restart: the next failure waits twice as long. */
  restarted(failedAtMs: number, nowMs: number): void;
}

export interface BackOffOptions {
  readonly firstMs: number;
  readonly mostMs: number;
}

/** The kubelet's delays: the first restart at once, then 10 s, 20 s, 40 s, … and at most five minutes. */
export const usualBackOff: BackOffOptions = { firstMs: 10_000, mostMs: 300_000 };

/** Reset when a container has run for twice the longest delay. */
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
      // At most the whole delay, in case the machine's clock was set back.
      return Math.min(delayMs, Math.max(0, failedAtMs + delayMs - nowMs));
    },
    restarted(failedAtMs, nowMs) {
      delayMs = expired(failedAtMs) || delayMs === 0 ? firstMs : Math.min(delayMs * 2, mostMs);
      lastMs = nowMs;
    },
  };
}
