import { describe, expect, it } from 'vitest';
import { giveUpAt } from '../../../../harness/clusters/docker/give-up.ts';

const never = new Promise<never>(() => {});
const late = new Error('too late');
const hourMs = 3_600_000;

describe('giveUpAt', () => {
  it('resolves to the result of the work', async () => {
    const { signal } = new AbortController();
    expect(await giveUpAt(Promise.resolve('done'), hourMs, late, signal)).toBe('done');
    await expect(giveUpAt(Promise.reject(new Error('no')), hourMs, late, signal)).rejects.toThrow('no');
  });

  it('waits no longer than its limit', async () => {
    await expect(giveUpAt(never, 10, late, new AbortController().signal)).rejects.toBe(late);
  });

  it('stops waiting at an abort, before or after the limit', async () => {
    const stop = new AbortController();
    const waiting = giveUpAt(never, hourMs, late, stop.signal);
    stop.abort(new Error('stopped by the user'));
    await expect(waiting).rejects.toThrow('stopped by the user');
    await expect(giveUpAt(never, hourMs, late, stop.signal)).rejects.toThrow('stopped by the user');
  });

  it('ignores a failure of abandoned work', async () => {
    const work = Promise.withResolvers<never>();
    await expect(giveUpAt(work.promise, 10, late, new AbortController().signal)).rejects.toBe(late);
    work.reject(new Error('failed later'));
  });
});
