import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { newInterruption, stepGraceMs } from '../../../harness/rehearsal/interruption.ts';

function state({ stop, endStep, now }: ReturnType<typeof newInterruption>) {
  return { stop: stop.aborted, endStep: endStep.aborted, now: now.aborted };
}

describe('an interruption', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('is none before the first Ctrl-C', () => {
    const interruption = newInterruption();
    vi.advanceTimersByTime(10 * stepGraceMs);
    expect(state(interruption)).toEqual({ stop: false, endStep: false, now: false });
  });

  it('lets the current step continue for a minute after the first', () => {
    const interruption = newInterruption();
    expect(interruption.interrupt()).toBe(1);
    expect(state(interruption)).toEqual({ stop: true, endStep: false, now: false });
    vi.advanceTimersByTime(59_999);
    expect(state(interruption)).toEqual({ stop: true, endStep: false, now: false });
    vi.advanceTimersByTime(1);
    expect(state(interruption)).toEqual({ stop: true, endStep: true, now: false });
  });

  it('ends the step and starts teardown at the second', () => {
    const interruption = newInterruption();
    interruption.interrupt();
    expect(interruption.interrupt()).toBe(2);
    expect(state(interruption)).toEqual({ stop: true, endStep: true, now: true });
    expect(interruption.interrupt()).toBe(3);
  });

  it('is the reason with which every wait ends, with its own code', () => {
    const interruption = newInterruption();
    interruption.interrupt();
    interruption.interrupt();
    for (const signal of [interruption.stop, interruption.endStep, interruption.now])
      expect(signal.reason).toMatchObject({ code: 'interrupted', exitCode: 130 });
  });
});
