import { describe, expect, it } from 'vitest';
import { runCell } from '../../../../bench/truth/cell.ts';
import { calm, faults } from '../../../../bench/truth/faults.ts';

const ratePerS = 100;
const slotMs = 1000 / ratePerS;

/** Shortened, with a timeout that a busy machine does not reach. */
const shortened = (name: string) => ({
  ...(faults.find((one) => one.name === name) ?? calm),
  fromMs: 400,
  lengthMs: 500,
  durationMs: 1300,
  timeoutMs: 10_000,
});

describe('the load generator against a server that records what it did', () => {
  it.each(['fin', 'one-in-10', 'endpoint-dead'])('counts each failure of %s once', async (name) => {
    const { trueFailures, failures, notSent } = await runCell(null, shortened(name), ratePerS);
    expect(trueFailures).toBeGreaterThan(5);
    expect({ failures, notSent }).toEqual({ failures: trueFailures, notSent: 0 });
  });

  it('counts each request once that reached no listener, including those that arrived late at an edge', async () => {
    const { trueFailures, failures, notSent } = await runCell(null, shortened('refused'), ratePerS);
    expect(trueFailures).toBeGreaterThan(5);
    expect(failures).toBe(trueFailures + notSent);
  });

  it('measures an outage to the slots at its edges, within the delay of the requests there', async () => {
    const { outage, lag } = await runCell(null, shortened('fin'), ratePerS);
    const errorMs = (outage?.ms ?? Number.NaN) - (outage?.trueMs ?? Number.NaN);
    expect(outage?.episodes).toBe(1);
    expect(errorMs).toBeLessThanOrEqual(slotMs + lag.maxMs);
    expect(errorMs).toBeGreaterThanOrEqual(-3 * slotMs - lag.maxMs);
  });
});

describe("a silence as long as the request timeout, with a scenario's defaults", () => {
  const silences = faults.filter(({ name }) => name.startsWith('silence-2s'));

  it('occurs for each kind of lane', () => {
    expect(silences.map(({ lane }) => lane).sort()).toEqual(['fresh', 'h2', 'reused', 'tls']);
  });

  it.each(silences)('is measured to the slot: $name', async (fault) => {
    const rate = 200;
    const slot = 1000 / rate;
    const { trueFailures, failures, notSent, outage, lag } = await runCell(null, fault, rate);
    expect({ failures, notSent }).toEqual({ failures: trueFailures, notSent: 0 });
    expect(trueFailures).toBeGreaterThan(390);
    expect(outage?.trueMs).toBe(2000);
    expect(outage?.episodes).toBe(1);
    const errorMs = (outage?.ms ?? Number.NaN) - (outage?.trueMs ?? Number.NaN);
    // One arrival at a random position in each slot: up to two slots may lie between a window's edge and the
    // nearest arrival.
    expect(errorMs).toBeLessThanOrEqual(slot + lag.maxMs);
    expect(errorMs).toBeGreaterThanOrEqual(-3 * slot - lag.maxMs);
  });
});
