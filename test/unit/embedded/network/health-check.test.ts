import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type CheckPolicy, healthCheck } from '../../../../harness/embedded/network/health-check.ts';

const policy: CheckPolicy = { everyMs: 100, timeoutMs: 50, rise: 2, fall: 3 };

/** One character per check: + passed, - failed; and the expected state after each, up (U) or down (D). */
async function runChecks(answers: string, given = policy): Promise<string> {
  const coming = [...answers];
  using check = healthCheck(async () => coming.shift() === '+', given);
  let states = '';
  for (const _ of answers) {
    await vi.advanceTimersByTimeAsync(states === '' ? 0 : given.everyMs);
    states += check.up ? 'U' : 'D';
  }
  return states;
}

describe('healthCheck', () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }));
  afterEach(() => void vi.useRealTimers());

  it.each([
    ['is up at first, and down with the first bad check', '-', 'D'],
    ['takes `fall` bad ones in a row to go down once one was good', '+--+---', 'UUUUUUD'],
    ['takes `rise` good ones in a row to come up', '-+-++', 'DDDDU'],
  ])('%s', async (_, answers, states) => {
    expect(await runChecks(answers)).toBe(states);
  });

  it('changes its state only after that many consecutive checks', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.string({ unit: fc.constantFrom('+', '-'), minLength: 1, maxLength: 40 }),
        fc.integer({ min: 1, max: 4 }),
        fc.integer({ min: 1, max: 4 }),
        async (answers, rise, fall) => {
          const states = await runChecks(answers, { ...policy, rise, fall });
          for (let i = 1; i < states.length; i++) {
            const upTo = answers.slice(0, i + 1);
            if (states[i - 1] === 'D' && states[i] === 'U')
              expect(upTo.endsWith('+'.repeat(rise))).toBe(true);
            if (states[i - 1] === 'D' && states[i] === 'D')
              expect(upTo.endsWith('+'.repeat(rise))).toBe(false);
            if (states[i - 1] === 'U' && states[i] === 'D') expect(upTo).toMatch(/-$/);
            if (upTo.endsWith('-'.repeat(fall))) expect(states[i]).toBe('D');
          }
        },
      ),
      { numRuns: 50 },
    );
  });

  it('counts a late response, or an error, as failed', async () => {
    using silent = healthCheck(() => new Promise(() => {}), { ...policy, timeoutMs: 5 });
    using failing = healthCheck(() => Promise.reject(new Error('refused')), policy);
    await vi.waitFor(() => expect([silent.up, failing.up]).toEqual([false, false]));
  });

  it('checks no more after disposal', async () => {
    const ask = vi.fn(async () => true);
    const check = healthCheck(ask, policy);
    await vi.advanceTimersByTimeAsync(0);
    check[Symbol.dispose]();
    await vi.advanceTimersByTimeAsync(10 * policy.everyMs);
    expect(ask).toHaveBeenCalledTimes(1);
  });
});
