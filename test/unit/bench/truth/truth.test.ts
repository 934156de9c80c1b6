import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { calm, type Fault, faults } from '../../../../bench/truth/faults.ts';
import { computeTrueP99Ms, countFailures, findOutageMs } from '../../../../bench/truth/truth.ts';
import type { Arrival, TruthLog } from '../../../../bench/truth/truth-log.ts';

const named = (name: string): Fault => faults.find((one) => one.name === name) ?? calm;
const every = (count: number, gapUs: number) => Float64Array.from({ length: count }, (_, at) => at * gapUs);
const arrived = (atUs: number, did: Arrival['did'], answeredUs: number | null): Arrival => ({
  atUs,
  connection: 1,
  did,
  answeredUs,
});

describe('clients that were refused while nothing listened', () => {
  const dueUs = every(300, 10_000);
  const window = { fromUs: 1e6, toUs: 2e6 };
  const answered = (keep: (us: number) => boolean): Arrival[] =>
    Array.from(dueUs.filter(keep), (us) => arrived(us, 'answered', us));
  const turnedAway = (arrivals: Arrival[]) => countFailures(named('refused'), { window, arrivals }, dueUs);

  it('are those that were scheduled then', () => {
    expect(turnedAway(answered((us) => us < window.fromUs || us >= window.toUs))).toBe(100);
  });

  it('at an edge, are those missing from the log', () => {
    // The request scheduled at the edge got through; the one just after the end did not.
    expect(turnedAway(answered((us) => us <= window.fromUs || us >= window.toUs))).toBe(99);
    expect(turnedAway(answered((us) => us < window.fromUs || us > window.toUs))).toBe(101);
  });

  it('but not those that were never sent', () => {
    expect(turnedAway(answered((us) => us < 500_000))).toBe(101);
  });
});

describe('a stall whose responses take time to write', () => {
  const window = { fromUs: 1e6, toUs: 3e6 };
  /** One request per millisecond; each response is written `eachUs` after the previous one. */
  function stall(eachUs: number): TruthLog {
    const arrivals = Array.from(every(4000, 1000), (us) => {
      const held = us >= window.fromUs && us < window.toUs;
      const turn = (us - window.fromUs) / 1000;
      return held ? arrived(us, 'stalled', window.toUs + turn * eachUs) : arrived(us, 'answered', us);
    });
    return { window, arrivals };
  }

  it('lasts until new requests are answered within slow, however long the writing took', () => {
    expect(findOutageMs(named('stall'), stall(0))).toBe(1500);
    // The request that arrived 1515.2 ms after the stall's start was the 1515th to be answered: 15.2 ms after
    // its end.
    expect(findOutageMs(named('stall'), stall(10))).toBeCloseTo(1515.15, 1);
  });

  it('is as long as the excess over slow of the longest wait, within one gap between requests', () => {
    const eachUs = fc.double({ min: 0, max: 50, noNaN: true });
    fc.assert(
      fc.property(eachUs, fc.integer({ min: 1, max: 1900 }), (each, slowMs) => {
        const log = stall(each);
        const lateMs = log.arrivals
          .filter(({ atUs, answeredUs }) => (answeredUs ?? 0) - atUs > slowMs * 1000)
          .map(({ atUs }) => (atUs - window.fromUs) / 1000);
        const outageMs = findOutageMs({ ...named('stall'), slowMs }, log) ?? Number.NaN;
        expect(outageMs).toBeGreaterThanOrEqual(lateMs.at(-1) ?? 0);
        expect(outageMs).toBeLessThanOrEqual((lateMs.at(-1) ?? 0) + 1);
      }),
    );
  });

  it('has a p99 counted from scheduled times, including requests that were held back', () => {
    const { arrivals } = stall(10);
    const dueUs = every(4000, 1000);
    const held = arrivals.filter(({ did }) => did === 'stalled');
    const few = { window, arrivals: held.filter((_, at) => at % 100 === 0) };
    expect(computeTrueP99Ms(named('stall'), { window, arrivals }, dueUs)).toBeCloseTo(1960.4, 1);
    expect(computeTrueP99Ms(named('stall'), few, dueUs)).toBeCloseTo(1961, 0);
  });

  it('is no outage if every request was answered in time', () => {
    expect(findOutageMs({ ...named('stall'), slowMs: 2001 }, stall(0))).toBe(0);
  });
});

it('a refused window is an outage; a brownout and a delay are not', () => {
  const log: TruthLog = { window: { fromUs: 1e6, toUs: 2.0005e6 }, arrivals: [] };
  const lengths = ['silence', 'fin', 'rst', 'refused', 'endpoint-dead', 'delay'].map((name) =>
    findOutageMs(named(name), log),
  );
  expect(lengths).toEqual([1000.5, 1000.5, 1000.5, 1000.5, 0, null]);
});
