import { describe, expect, it } from 'vitest';
import {
  type Action,
  calm,
  chooseAction,
  type Fault,
  faults,
  isSeenAt,
} from '../../../../bench/truth/faults.ts';
import { type Row, summarizeRows } from '../../../../bench/truth/peers/peer.ts';
import { joined, type Result } from '../../../../bench/truth/result.ts';
import { score } from '../../../../bench/truth/score.ts';
import { page, splitSections } from '../../../../bench/truth/table.ts';
import type { TruthLog } from '../../../../bench/truth/truth-log.ts';

const ratePerS = 100;
const slotUs = 1e6 / ratePerS;
const named = (name: string): Fault => faults.find((one) => one.name === name) ?? calm;

/** A tool that sends on schedule, `lateUs` on the way, to a server with that fault. */
function exact(fault: Fault, lateUs = 0, sees: (action: Action, atUs: number) => Row | null = truly(fault)) {
  const count = (fault.durationMs * ratePerS) / 1000;
  const dueUs = Float64Array.from({ length: count }, (_, slot) => slot * slotUs);
  const toUs = (fault.fromMs + fault.lengthMs) * 1000;
  const arrivals = Array.from(dueUs, (us, at) => {
    const did = chooseAction(fault, us, at + 1);
    const tookUs = { delayed: fault.delayMs * 1000, stalled: toUs - us, answered: 0 }[did as string];
    return {
      atUs: us + lateUs,
      connection: 1,
      did,
      answeredUs: tookUs === undefined ? null : us + lateUs + tookUs,
    };
  });
  const log: TruthLog = { window: { fromUs: fault.fromMs * 1000, toUs }, arrivals };
  const rows = arrivals.flatMap(({ did }, at) => sees(did, dueUs[at] as number) ?? []);
  return score('exact', fault, ratePerS, log, summarizeRows(rows, 0.4));
}

/** Reports everything correctly. */
const truly =
  ({ fromMs, lengthMs, delayMs }: Fault) =>
  (did: Action, startUs: number): Row => ({
    startUs,
    latencyUs: { delayed: delayMs * 1000, stalled: (fromMs + lengthMs) * 1000 - startUs }[did as string] ?? 0,
    ok: did === 'answered' || did === 'delayed' || did === 'stalled',
  });

describe('scoring', () => {
  it.each(['silence', 'fin', 'rst'])('finds no difference for a tool that reports %s correctly', (name) => {
    const { trueFailures, failures, notSent, outage } = exact(named(name));
    expect({ trueFailures, failures, notSent }).toEqual({ trueFailures: 100, failures: 100, notSent: 0 });
    expect(outage).toEqual({ trueMs: 1000, ms: 1000, episodes: 1 });
  });

  it('counts a stall from the scheduled times, and as an outage the part longer than slow', () => {
    const { outage, p99 } = exact(named('stall'));
    expect(outage).toEqual({ trueMs: 1500, ms: 1500, episodes: 1 });
    expect(p99).toEqual({ trueMs: 1960, ms: 1960 });
  });

  it('reads the latency of a delay from the log', () => {
    expect(exact(named('delay')).p99).toEqual({ trueMs: 50, ms: 50 });
  });

  it('shows what a tool hides: silent retries, and requests that were never sent', () => {
    const fault = named('one-in-10');
    const hidden = exact(fault, 0, (_, startUs) => ({ startUs, latencyUs: 0, ok: true }));
    expect(hidden).toMatchObject({ trueFailures: 30, failures: 0 });
    const log: TruthLog = {
      window: null,
      arrivals: [{ atUs: 0, connection: 1, did: 'fin', answeredUs: null }],
    };
    expect(score('stops', fault, ratePerS, log, summarizeRows([], 0))).toMatchObject({
      notSent: 299,
      trueFailures: 1,
    });
  });

  it('measures lag against our own schedule, otherwise spread around a fitted line', () => {
    const dueUs = Float64Array.from({ length: 400 }, (_, at) => at * slotUs + (at % 3) * 1000);
    const arrivals = Array.from(dueUs, (us) => ({
      atUs: us + 250,
      connection: 1,
      did: 'answered' as const,
      answeredUs: us,
    }));
    const log = { window: null, arrivals };
    const columns = { length: 0 } as never;
    const lane = { target: 'web', lane: 'reused', kind: 'reused', ratePerS, columns, torn: false } as const;
    const own = score('own', calm, ratePerS, log, summarizeRows([], 0), { lane, intendedUs: dueUs });
    expect(own.lag).toEqual({ p50Ms: 0.25, p99Ms: 0.25, maxMs: 0.25 });
    expect(score('other', calm, ratePerS, log, summarizeRows([], 0)).lag).toEqual({
      p50Ms: 1,
      p99Ms: 2,
      maxMs: 2,
    });
  });

  it('leaves out requests that are too rare to be measured at a rate', () => {
    expect([100, 1000, 3000].map((rate) => isSeenAt(named('one-in-10000'), rate))).toEqual([
      false,
      false,
      true,
    ]);
    expect(isSeenAt(named('fin'), 100)).toBe(true);
  });
});

const result: Result = {
  ratePerS,
  commit: 'abc1234',
  machine: 'two cores',
  pieces: [{ at: '2026-11-27T06:30:00.000Z', note: 'a test ran at the same time', load: [0.5, 1] }],
  tools: ['exact', 'totals'],
  missing: [{ tool: 'k6', why: 'k6 is not on the PATH' }],
  scores: [exact(named('fin')), { ...exact(named('fin')), tool: 'totals', failures: 90, outage: null }],
  calm: [],
};

it('the page lists what is missing, and marks what a tool cannot report', () => {
  const text = page([result], [['exact', 'here']]);
  expect(text).toContain('Missing: k6 (k6 is not on the PATH).');
  expect(text).toContain(
    '2026-11-27 06:30 UTC, load average 0.50 before, 1.00 after; a test ran at the same time.',
  );
  expect(text).toContain('\n| fin | 100 of 100 | 90 of 100 |\n');
  expect(text).toContain('\n| fin | 0.0 | – |\n');
});

it('the page keeps the results of rates that were not run again', () => {
  const first = page([result, { ...result, ratePerS: 1000 }], []);
  const again = page([{ ...result, ratePerS: 1000, commit: 'def5678' }], [], splitSections(first));
  expect(splitSections(again).map(({ ratePerS }) => ratePerS)).toEqual([100, 1000]);
  expect(again.match(/Commit \w+/g)).toEqual(['Commit abc1234', 'Commit def5678']);
  expect(page([], [], splitSections(again))).toBe(again);
});

it('pieces of one commit are joined, and every round of an undisturbed server is shown', () => {
  const calmScore = { ...exact(calm), lag: { p50Ms: 0.1, p99Ms: 0.25, maxMs: 1 } };
  const later: Result = { ...result, scores: [exact(named('rst'))], calm: [[calmScore], [calmScore]] };
  const text = page([joined(result, later)], []);
  for (const row of ['| fin | 100 of 100 | 90 of 100 |', '| rst | 100 of 100 | – |'])
    expect(text).toContain(row);
  expect(text.match(/\| schedule lag p50 \/ p99, ms \| 0\.10 \/ 0\.25 \| – \|/g)).toHaveLength(2);
  expect(joined(result, { ...later, commit: 'def5678' }).scores).toEqual(later.scores);
});
