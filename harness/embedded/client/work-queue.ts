import { type BackoffMs, backoff } from '../../async/backoff.ts';
import { longestTimerMs } from '../../async/pause.ts';
/** Keys to process, as client-go's rate-limited delaying queue: adding a key several times results in one run. */
export interface WorkQueue extends AsyncDisposable {
  add(key: string): void;
  /** Adds a key after that delay; a key that already waits keeps the earlier time. */
  addAfter(key: string, delayMs: number): void;
  /** Resolves when no key is due or being processed; delayed keys don't count. */
  idle(): Promise<void>;
}

export interface WorkQueueOptions {
  /** How many keys are processed at a time. */
  readonly workers?: number;
  /** A key that failed n times in a row is retried after first * 2^(n-1), at most `most`. */
  readonly backoffMs?: BackoffMs;
  /** Called with the reason when a key fails. The key is retried in any case. */
  readonly onError?: (key: string, error: unknown) => void;
}

/** client-go starts at 5 ms, too; its maximum of 1000 s would outlast a rehearsal. */
const usual = { first: 5, most: 5_000 };

/**
 * One worker at a time processes a key. A key that is added meanwhile is processed again afterwards. A key
 * whose work throws is retried with its own back-off. Disposal lets running work finish and starts no more.
 */
export function workQueue(work: (key: string) => Promise<void>, options: WorkQueueOptions = {}): WorkQueue {
  const { workers = 1, backoffMs = usual, onError = () => {} } = options;
  const queue = new Set<string>();
  const running = new Map<string, Promise<void>>();
  const again = new Set<string>();
  const failures = new Map<string, number>();
  const delayed = new Map<string, { readonly atMs: number; readonly timer: NodeJS.Timeout }>();
  let idlers: (() => void)[] = [];
  let ended = false;

  const add = (key: string) => {
    if (ended) return;
    if (running.has(key)) again.add(key);
    else queue.add(key);
    // Deferred to the next tick, because an informer's handler may add a key several times in one.
    queueMicrotask(start);
  };
  const addAfter = (key: string, delayMs: number) => {
    if (ended) return;
    if (delayMs <= 0) return add(key);
    const atMs = performance.now() + delayMs;
    const waiting = delayed.get(key);
    if (waiting !== undefined && waiting.atMs <= atMs) return;
    clearTimeout(waiting?.timer);
    const due = () => {
      delayed.delete(key);
      add(key);
    };
    // Node runs a timer with a longer delay at once.
    const isLong = delayMs > longestTimerMs;
    const wait = () => {
      delayed.delete(key);
      addAfter(key, atMs - performance.now());
    };
    const timer = isLong ? setTimeout(wait, longestTimerMs) : setTimeout(due, delayMs);
    delayed.set(key, { atMs, timer });
  };
  const start = () => {
    for (const key of queue) {
      if (ended || running.size >= workers) break;
      queue.delete(key);
      // Marked as running first, because the work may add the key itself.
      running.set(key, Promise.resolve(key).then(perform));
    }
    if (queue.size === 0 && running.size === 0) {
      for (const idler of idlers) idler();
      idlers = [];
    }
  };
  const perform = async (key: string) => {
    try {
      await work(key);
      failures.delete(key);
    } catch (error) {
      onError(key, error);
      const failed = failures.get(key) ?? 0;
      failures.set(key, failed + 1);
      addAfter(key, backoff(backoffMs, failed));
    }
    running.delete(key);
    if (again.delete(key) && !ended) queue.add(key);
    start();
  };

  return {
    add,
    addAfter,
    idle() {
      if (queue.size === 0 && running.size === 0) return Promise.resolve();
      return new Promise((resolve) => idlers.push(resolve));
    },
    async [Symbol.asyncDispose]() {
      ended = true;
      queue.clear();
      for (const { timer } of delayed.values()) clearTimeout(timer);
      delayed.clear();
      await Promise.all(running.values());
    },
  };
}
