import { backoff } from '../../../async/backoff.ts';
/** Delay before an ended daemon pod is replaced; it grows with each failure on the same node. */
export interface FailureBackoff {
  /** Remaining delay in ms; 0: none. Each pod counts once. @param place DaemonSet and node */
  waitMs(place: string, podUid: string): number;
}

/** As in kube-controller-manager: 1 s, doubled up to 15 min, reset after twice that time. */
const backoffMs = { first: 1_000, most: 15 * 60_000 };

export function failureBackoff(now: () => number): FailureBackoff {
  const places = new Map<
    string,
    { readonly podUid: string; readonly dueMs: number; readonly failures: number }
  >();
  return {
    waitMs(place, podUid) {
      const nowMs = now();
      const before = places.get(place);
      if (before?.podUid === podUid) return Math.max(0, before.dueMs - nowMs);
      // The first pod is replaced at once.
      const isFresh = before === undefined || nowMs - before.dueMs > 2 * backoffMs.most;
      const dueMs = isFresh ? nowMs : Math.max(nowMs, before.dueMs + backoff(backoffMs, before.failures));
      places.set(place, { podUid, dueMs, failures: isFresh ? 0 : before.failures + 1 });
      return Math.max(0, dueMs - nowMs);
    },
  };
}
