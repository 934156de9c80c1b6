import { getEventListeners } from 'node:events';
import { describe, expect, it } from 'vitest';
import { abortable, unlessAborted } from '../../../harness/async/abortable.ts';

const never = new Promise<never>(() => {});
const stopped = new Error('stopped by the user');

describe('abortable', () => {
  it('settles as the work does', async () => {
    const { signal } = new AbortController();
    expect(await abortable(Promise.resolve('done'), signal)).toBe('done');
    await expect(abortable(Promise.reject(new Error('no')), signal)).rejects.toThrow('no');
    expect(getEventListeners(signal, 'abort')).toEqual([]);
  });

  it('rejects with the reason of an abort, before and during the work', async () => {
    const stop = new AbortController();
    const waiting = abortable(never, stop.signal);
    stop.abort(stopped);
    await expect(waiting).rejects.toBe(stopped);
    await expect(abortable(never, stop.signal)).rejects.toBe(stopped);
  });

  it('ignores work that fails after the abort', async () => {
    const work = Promise.withResolvers<never>();
    await expect(abortable(work.promise, AbortSignal.abort(stopped))).rejects.toBe(stopped);
    // If it were unhandled, it would fail the test run.
    work.reject(new Error('failed later'));
  });
});

describe('unlessAborted', () => {
  it('settles as the work does, and is undefined when aborted', async () => {
    const stop = new AbortController();
    expect(await unlessAborted(Promise.resolve('done'), stop.signal)).toBe('done');
    await expect(unlessAborted(Promise.reject(new Error('no')), stop.signal)).rejects.toThrow('no');
    const waiting = unlessAborted(never, stop.signal);
    stop.abort();
    expect(await waiting).toBeUndefined();
    expect(await unlessAborted(never, stop.signal)).toBeUndefined();
  });
});
