import { describe, expect, it } from 'vitest';
import { pause, pauseUnlessAborted, timeoutSignal } from '../../../harness/async/pause.ts';

const stopped = new Error('stopped by the user');
const monthsMs = 100 * 24 * 3_600_000;

describe('pause', () => {
  it('waits for the given time', async () => {
    const before = performance.now();
    await pause(20, new AbortController().signal);
    // Timers count whole milliseconds from the event loop's cached time.
    expect(performance.now() - before).toBeGreaterThan(18);
  });

  it('rejects with the reason of an abort, before and during the pause', async () => {
    const stop = new AbortController();
    const waiting = pause(monthsMs, stop.signal);
    stop.abort(stopped);
    await expect(waiting).rejects.toBe(stopped);
    await expect(pause(0, stop.signal)).rejects.toBe(stopped);
  });
});

describe('pauseUnlessAborted', () => {
  it('returns whether the time has elapsed', async () => {
    const stop = new AbortController();
    expect(await pauseUnlessAborted(1, stop.signal)).toBe(true);
    const waiting = pauseUnlessAborted(monthsMs, stop.signal);
    stop.abort(stopped);
    expect(await waiting).toBe(false);
    expect(await pauseUnlessAborted(0, stop.signal)).toBe(false);
  });

  it('does not end a pause or timeout of months at once', async () => {
    const over = new AbortController();
    const waiting = pauseUnlessAborted(monthsMs, over.signal);
    const timeout = timeoutSignal(monthsMs);
    const other = pauseUnlessAborted(20, over.signal).then(() => 'still waiting');
    expect(await Promise.race([waiting, other])).toBe('still waiting');
    expect(timeout.aborted).toBe(false);
    over.abort();
    expect(await waiting).toBe(false);
  });
});
