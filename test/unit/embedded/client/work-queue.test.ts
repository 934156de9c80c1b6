import fc from 'fast-check';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { type WorkQueueOptions, workQueue } from '../../../../harness/embedded/client/work-queue.ts';

const backoffMs = { first: 1, most: 4 };

function recorded(work: (key: string) => Promise<void> = async () => {}, options: WorkQueueOptions = {}) {
  const done: string[] = [];
  const queue = workQueue(
    async (key) => {
      await work(key);
      done.push(key);
    },
    { backoffMs, ...options },
  );
  return { queue, done };
}

describe('workQueue', () => {
  it('waits for the given delay, even if it is longer than a timer allows', async () => {
    vi.useFakeTimers();
    onTestFinished(() => void vi.useRealTimers());
    const { queue, done } = recorded();
    // As `progressDeadlineSeconds: 2147483647`, which means "never".
    const years = 2_147_483_647 * 1_000;
    queue.addAfter('a', years);
    await vi.advanceTimersByTimeAsync(2 ** 31 + 1);
    expect(done).toEqual([]);
    expect(vi.getTimerCount()).toBe(1);
    queue.addAfter('a', 5);
    await vi.advanceTimersByTimeAsync(6);
    expect(done).toEqual(['a']);
    await queue[Symbol.asyncDispose]();
  });

  it('runs once for several adds', async () => {
    const { queue, done } = recorded();
    for (const key of ['a', 'b', 'a', 'a']) queue.add(key);
    await queue.idle();
    expect(done).toEqual(['a', 'b']);
  });

  it('processes a key again that is added while it is processed, and never twice at a time', async () => {
    let running = 0;
    let most = 0;
    const { queue, done } = recorded(
      async () => {
        most = Math.max(most, ++running);
        if (done.length === 0) queue.add('a');
        await new Promise(setImmediate);
        running--;
      },
      { workers: 4 },
    );
    queue.add('a');
    await queue.idle();
    expect(done).toEqual(['a', 'a']);
    expect(most).toBe(1);
  });

  it('retries failed work with growing delays, and resets the delay after a success', async () => {
    vi.useFakeTimers();
    const tries: number[] = [];
    let failing = true;
    const queue = workQueue(
      async () => {
        tries.push(performance.now());
        if (failing) throw new Error('not yet');
      },
      { backoffMs: { first: 10, most: 40 } },
    );
    queue.add('a');
    await vi.advanceTimersByTimeAsync(200);
    const gaps = tries.slice(1).map((at, index) => Math.round(at - (tries[index] ?? 0)));
    expect(gaps.slice(0, 5)).toEqual([10, 20, 40, 40, 40]);
    failing = false;
    await vi.advanceTimersByTimeAsync(100);
    const settled = tries.length;
    failing = true;
    queue.add('a');
    await vi.advanceTimersByTimeAsync(15);
    expect(tries.length).toBe(settled + 2);
    await queue[Symbol.asyncDispose]();
    vi.useRealTimers();
  });

  it('keeps the earlier time of a delayed key', async () => {
    vi.useFakeTimers();
    const { queue, done } = recorded();
    queue.addAfter('a', 50);
    queue.addAfter('a', 10);
    queue.addAfter('a', 80);
    await vi.advanceTimersByTimeAsync(11);
    expect(done).toEqual(['a']);
    await vi.advanceTimersByTimeAsync(100);
    expect(done).toEqual(['a']);
    await queue[Symbol.asyncDispose]();
    vi.useRealTimers();
  });

  it('lets running work finish on disposal, and starts no more', async () => {
    const gate = Promise.withResolvers<void>();
    const { queue, done } = recorded(() => gate.promise);
    queue.add('a');
    queue.add('b');
    await Promise.resolve();
    const ending = queue[Symbol.asyncDispose]();
    gate.resolve();
    await ending;
    queue.add('c');
    queue.addAfter('d', 0);
    await queue.idle();
    expect(done).toEqual(['a']);
  });

  it('processes every key after its last add, one worker per key, whatever fails', async () => {
    const step = fc.record({
      key: fc.constantFrom('a', 'b', 'c', 'd'),
      fails: fc.boolean(),
      turns: fc.integer({ min: 0, max: 3 }),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { maxLength: 30 }),
        fc.integer({ min: 1, max: 4 }),
        async (steps, workers) => {
          const wanted = new Map<string, number>();
          const seen = new Map<string, number>();
          const running = new Set<string>();
          const fates = steps.map(({ fails }) => fails);
          const queue = workQueue(
            async (key) => {
              expect(running.has(key)).toBe(false);
              expect(running.size).toBeLessThan(workers);
              running.add(key);
              const found = wanted.get(key) ?? 0;
              await new Promise(setImmediate);
              running.delete(key);
              if (fates.pop()) throw new Error('failed');
              seen.set(key, found);
            },
            { workers, backoffMs: { first: 0, most: 0 } },
          );
          for (const [index, { key, turns }] of steps.entries()) {
            wanted.set(key, index);
            queue.add(key);
            for (let turn = 0; turn < turns; turn++) await new Promise(setImmediate);
          }
          await queue.idle();
          expect(seen).toEqual(wanted);
        },
      ),
      { numRuns: 60 },
    );
  });
});
