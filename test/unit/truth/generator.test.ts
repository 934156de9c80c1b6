import { describe, expect, it } from 'vitest';
import { runCell } from '../../../bench/truth/cell.ts';
import { calm, faults } from '../../../bench/truth/faults.ts';

/** Shortened, and without a word on time: how fast a busy machine is must not matter. */
const shortened = (name: string) => ({
  ...(faults.find((one) => one.name === name) ?? calm),
  fromMs: 500,
  durationMs: 2000,
  timeoutMs: 10_000,
});

describe('the load generator against a server that knows what it did', () => {
  it.each(['fin', 'one-in-10'])('counts each failure of %s once', async (name) => {
    const { trueFailures, failures, notSent } = await runCell(null, shortened(name), 100);
    expect(trueFailures).toBeGreaterThan(5);
    expect({ failures, notSent }).toEqual({ failures: trueFailures, notSent: 0 });
  });
});
