import { afterEach, describe, expect, it } from 'vitest';
import { clockFrom } from '../../../../harness/journal/clock.ts';
import { openPacing, type Schedule } from '../../../../harness/load/open/pacing.ts';
import { arrivalUs } from '../../../../harness/plan/arrivals.ts';

const clock = clockFrom();
let endPacing: (() => void) | undefined;
afterEach(() => endPacing?.());

const random = (ratePerS: number, seed: number): Schedule => ({
  arrival: { pattern: 'random' },
  ratePerS,
  seed,
});

/** Opens a pacing thread and returns its first wake-ups, in microseconds after the schedules began. */
function firstWakes(schedules: readonly Schedule[], count: number, wake: () => void = () => {}) {
  const startUs = clock.nowUs();
  const { promise, resolve } = Promise.withResolvers<readonly number[]>();
  const wakesUs: number[] = [];
  endPacing = openPacing(schedules, startUs, clock, () => {
    wakesUs.push(clock.nowUs() - startUs);
    if (wakesUs.length === count) resolve([...wakesUs]);
    wake();
  });
  return promise;
}

describe('the pacing thread', () => {
  it('never wakes before the next request is due', async () => {
    const wakesUs = await firstWakes([random(500, 7)], 50);
    for (const [at, us] of wakesUs.entries()) expect(us).toBeGreaterThanOrEqual(arrivalUs(7, 500, at));
  });

  it('wakes for the lane whose turn it is, and continues after a late sender', async () => {
    const sleepy = () => {
      const untilUs = clock.nowUs() + 3000;
      while (clock.nowUs() < untilUs);
    };
    const onceAnHour = random(1 / 3600, 1);
    // It would not reach the third within an hour if the first lane blocked it.
    expect(await firstWakes([onceAnHour, random(1000, 2)], 3, sleepy)).toHaveLength(3);
  });
});
