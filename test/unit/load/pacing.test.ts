import { afterEach, describe, expect, it } from 'vitest';
import { clockFrom } from '../../../harness/journal/clock.ts';
import { openPacing, type Pacing } from '../../../harness/load/pacing.ts';

const clock = clockFrom();
let pacing: Pacing | undefined;
afterEach(() => pacing?.close());

/** Opens a pacing thread, and gives the next alarm's time. */
function paced() {
  let next = Promise.withResolvers<number>();
  const opened = openPacing(clock, () => next.resolve(clock.nowUs()));
  pacing = opened;
  return {
    ...opened,
    nextUs: async () => {
      const us = await next.promise;
      next = Promise.withResolvers();
      return us;
    },
  };
}

describe('the pacing thread', () => {
  it('wakes at each alarm, never before it', async () => {
    const { setAlarm, nextUs } = paced();
    for (const inUs of [3_000, 300, 0, 20_000]) {
      const dueUs = clock.nowUs() + inUs;
      setAlarm(dueUs);
      expect(await nextUs()).toBeGreaterThanOrEqual(dueUs);
    }
  });

  it('goes by the last alarm that was set', async () => {
    const { setAlarm, nextUs } = paced();
    setAlarm(clock.nowUs() + 3_600e6);
    setAlarm(clock.nowUs() + 1_000);
    // An hour would be longer than the test may last.
    await nextUs();
  });
});
