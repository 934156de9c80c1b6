import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { JournalRecord } from '../../../harness/journal/records.ts';
import { sentences } from '../../support/judge/sentences.ts';
import { keepRows, s, stepTimes, withAccounts } from '../../support/judge/simulated-run.ts';
import { clean, judged, run, second, whole } from '../../support/judge/small-run.ts';

/** Where each part begins and ends, in seconds: baseline, each step's window, recovery. */
const parts = [
  { name: 'the baseline', fromS: 100, toS: 160, most: 999 },
  ...stepTimes.map(({ begin }, step) => ({
    name: `step ${step + 1} of 3`,
    fromS: begin,
    toS: stepTimes[step + 1]?.begin ?? 330,
    most: 199,
  })),
  { name: 'the recovery', fromS: 330, toS: 400, most: 199 },
];

it('the run of these properties is approved when it is unchanged', () => {
  expect(judged(whole).verdict).toBe('approve');
});

describe('never approved', () => {
  it('is a part with too few requests, even if its account agrees', () => {
    fc.assert(
      fc.property(fc.constantFrom(...parts), fc.constantFrom(0, 1), fc.nat(1_000), (part, of, asked) => {
        let left = Math.min(asked, part.most);
        const thinned = clean.map((one, i) =>
          i === of ? keepRows(one, (atS) => atS < part.fromS || atS >= part.toS || left-- > 0) : one,
        );
        const summary = judged(withAccounts(run(), thinned), thinned);
        expect(summary.verdict).not.toBe('approve');
        const few = summary.postChecks.find(({ id }) => id === 'enough-requests');
        expect(few).toMatchObject({ ok: false, detail: expect.stringContaining(part.name) });
      }),
      { numRuns: 25 },
    );
  });

  it('is a lane with any request missing, whatever its closing account', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(0, 1),
        fc.nat(5_999),
        fc.integer({ min: 1, max: 200 }),
        (of, from, count) => {
          const holed = clean.map((one, i) =>
            i === of ? keepRows(one, (_, row) => row < from || row >= from + count) : one,
          );
          expect(judged(whole, holed).verdict).not.toBe('approve');
        },
      ),
      { numRuns: 25 },
    );
  });

  it('is a run in which a node did not change', () => {
    const nodes = ['cp-1', 'worker-1', 'worker-2'];
    const versions = fc.constantFrom('1.33.13', '1.33.14', '1.34.3', '1.35.0', '');
    fc.assert(
      fc.property(fc.subarray(nodes, { minLength: 1 }), versions, (unchanged, kubeletVersion) => {
        const summary = judged(
          whole.map((one) =>
            one.type === 'inventory' && one.when === 'after'
              ? {
                  ...one,
                  nodes: one.nodes.map((node) =>
                    unchanged.includes(node.name) ? { ...node, kubeletVersion } : node,
                  ),
                }
              : one,
          ),
        );
        expect(summary.verdict).toBe('reject');
        for (const name of unchanged) expect(sentences(summary.reasons).join()).toContain(`${name} reports`);
      }),
      { numRuns: 20 },
    );
  });

  it('is a run in which a step of a node is not recorded', () => {
    fc.assert(
      fc.property(fc.subarray([0, 1, 2], { minLength: 1 }), (steps) => {
        const summary = judged(whole.filter((one) => one.type !== 'intent' || !steps.includes(one.step)));
        expect(summary.verdict).not.toBe('approve');
        expect(summary.postChecks.find(({ id }) => id === 'every-node-rolled')?.ok).toBe(false);
      }),
    );
  });

  it('is a run whose baseline or recovery was cut short but is recorded as done', () => {
    const cut = fc.oneof(
      fc.record({
        phase: fc.constant('baseline' as const),
        edge: fc.constant('begin' as const),
        atS: second(100.2, 159),
      }),
      fc.record({
        phase: fc.constant('recovery' as const),
        edge: fc.constant('end' as const),
        atS: second(331, 389.8),
      }),
    );
    fc.assert(
      fc.property(cut, ({ phase, edge, atS }) => {
        const summary = judged(
          whole.map((one) =>
            one.type === 'phase' && one.phase === phase && one.edge === edge ? { ...one, atUs: s(atS) } : one,
          ),
        );
        expect(summary.verdict).toBe('inconclusive');
        expect(sentences(summary.reasons).join()).toContain(`phases-at-length: the ${phase} took`);
      }),
      { numRuns: 25 },
    );
  });

  it('is a run with any phase that did not end as done', () => {
    const phases = fc.constantFrom('prepare', 'settle', 'baseline', 'upgrade', 'recovery');
    fc.assert(
      fc.property(phases, fc.constantFrom('failed', 'aborted', undefined), (phase, outcome) => {
        const records = whole.flatMap((one): JournalRecord[] => {
          if (one.type !== 'phase' || one.phase !== phase || one.edge !== 'end') return [one];
          return outcome === undefined ? [] : [{ ...one, outcome }];
        });
        expect(judged(records).verdict).toBe('inconclusive');
      }),
    );
  });
});
