/** How long to wait before a daemon pod that has ended is replaced: longer each time on the same node. */
export interface FailureBackoff {
  /** From now on, in ms; 0: at once. Each pod counts once. @param place DaemonSet and node */
  waitMs(place: string, podUid: string): number;
}

/** As kube-controller-manager: 1 s, doubled up to 15 min, forgotten after twice that. */
const firstMs = 1_000;
const mostMs = 15 * 60_000;

export function failureBackoff(now: () => number): FailureBackoff {
  const places = new Map<
    string,
    { readonly podUid: string; readonly dueMs: number; readonly backoffMs: number }
  >();
  return {
    waitMs(place, podUid) {
      const nowMs = now();
      const before = places.get(place);
      if (before?.podUid === podUid) return Math.max(0, before.dueMs - nowMs);
      // The first is replaced at once.
      const isFresh = before === undefined || nowMs - before.dueMs > 2 * mostMs;
      const backoffMs = isFresh ? firstMs : Math.min(before.backoffMs * 2, mostMs);
      const dueMs = isFresh ? nowMs : Math.max(nowMs, before.dueMs + before.backoffMs);
      places.set(place, { podUid, dueMs, backoffMs });
      return Math.max(0, dueMs - nowMs);
    },
  };
}
