import { type BackoffMs, backoff } from '../../async/backoff.ts';
import { longestTimerMs } from '../../async/pause.ts';
/** Keys to be worked on, as client-go's rate-limited delaying queue: any number of adds of one key is one piece of work. */
export interface WorkQueue extends AsyncDisposable {
  add(key: string): void;
  /** Not before that long; a key that waits already keeps the sooner time. */
  addAfter(key: string, delayMs: number): void;
  /** Resolves when nothing is waiting to be worked on at once or being worked on; delayed keys don't count. */
  idle(): Promise<void>;
}

export interface WorkQueueOptions {
  /** How many keys are worked on at a time. */
  readonly workers?: number;
  /** A key that failed n times in a row is tried again after first * 2^(n-1), at most `most`. */
  readonly backoffMs?: BackoffMs;
  /** Told why a key failed. It is retried in any case. */
  readonly onError?: (key: string, error: unknown) => void;
}

/** client-go starts at 5 ms as well; its 1000 s at most would outlast a rehearsal. */
const usual = { first: 5, most: 5_000 };

/**
 * A key is worked on by one worker at a time; added meanwhile, it is done once more afterwards. Work that throws is
 * retried with a back-off of that key's own. Disposal lets running work end and starts no more.
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
    // Not within the caller's turn: an informer's handler adds a key several times before any work begins.
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
    // A timer of Node's that is to wait longer goes off at once.
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
      // Is running before its work begins, which may add the key itself.
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
