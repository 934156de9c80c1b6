import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { JournalEntry, JournalRecord, Resource } from '../../../harness/journal/records.ts';
import { judge } from '../../../harness/judge/judge.ts';
import type { LaneData } from '../../../harness/judge/lane-data.ts';
import type { Summary } from '../../../harness/judge/summary.ts';
import { summaryJson } from '../../../harness/report/summary-json.ts';
import { foldTimeline } from '../../../harness/timeline/timeline.ts';
import {
  type Behaviour,
  failing,
  healthy,
  journal,
  keepRows,
  lane,
  s,
  scenario,
  stepTimes,
  withAccounts,
} from './simulated-run.ts';

/** Few enough for many runs, and enough for an approval. */
const ratePerS = 20;
const reused = lane({ lane: 'reused', kind: 'reused', ratePerS });
const fresh = (behaviour: Behaviour) => lane({ behaviour, ratePerS });
const clean = [reused, fresh(healthy)];

/** The journal of the simulated run, at that rate. */
function run(): JournalRecord[] {
  return journal().map((one) => (one.type === 'lane' ? { ...one, ratePerS } : one));
}

function judged(records: readonly JournalRecord[], lanes: readonly LaneData[] = clean): Summary {
  const inOrder = records.toSorted((a, b) => a.atUs - b.atUs);
  return judge({ scenario, timeline: foldTimeline(inOrder), lanes, torn: false, tool: '0.1.0' });
}

const whole = withAccounts(run(), clean);
const second = (least: number, most: number) => fc.double({ min: least, max: most, noNaN: true });
const at = (atS: number, entry: JournalEntry): JournalRecord => ({ atUs: s(atS), ...entry }) as JournalRecord;

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

it('the run of these properties is approved as it is', () => {
  expect(judged(whole).verdict).toBe('approve');
});

describe('never approved', () => {
  it('is a part of which too few requests are there, though the books say so too', () => {
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

  it('is a lane of which any request is missing, whatever its closing account says', () => {
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
        for (const name of unchanged) expect(summary.reasons.join()).toContain(`${name} reports`);
      }),
      { numRuns: 20 },
    );
  });

  it('is a run in which a step of a node is not on record', () => {
    fc.assert(
      fc.property(fc.subarray([0, 1, 2], { minLength: 1 }), (steps) => {
        const summary = judged(whole.filter((one) => one.type !== 'intent' || !steps.includes(one.step)));
        expect(summary.verdict).not.toBe('approve');
        expect(summary.postChecks.find(({ id }) => id === 'every-node-rolled')?.ok).toBe(false);
      }),
    );
  });

  it('is a run whose baseline or recovery was cut short, though it says that it is done', () => {
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
        expect(summary.reasons.join()).toContain(`phases-at-length: the ${phase} took`);
      }),
      { numRuns: 25 },
    );
  });

  it('is a run with any phase that ended otherwise than done', () => {
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

const resources: readonly Resource[] = [
  'nodes',
  'pods',
  'endpointslices',
  'daemonsets',
  'deployments',
  'events',
];
interface BlindSpot {
  readonly resource: Resource;
  readonly fromS: number;
  /** Null: to the end. */
  readonly toS: number | null;
}
const blindSpot: fc.Arbitrary<BlindSpot> = fc
  .record({
    resource: fc.constantFrom(...resources),
    fromS: second(60, 399),
    lastsS: second(0.1, 120),
    ends: fc.boolean(),
  })
  .map(({ resource, fromS, lastsS, ends }) => ({
    resource,
    fromS,
    toS: ends && fromS + lastsS < 399 ? fromS + lastsS : null,
  }));
/** One at a time of each resource: a watch that is blind does not go blind. */
const blindSpots = fc.uniqueArray(blindSpot, { selector: (one) => one.resource, minLength: 1, maxLength: 5 });

/** What was recorded while its watch was blind is not: of each node the last of it comes when it can see again. */
function blinded(records: readonly JournalRecord[], spots: readonly BlindSpot[]): JournalRecord[] {
  return spots.reduce<JournalRecord[]>(
    (rest, { resource, fromS, toS }) => {
      const hidden = rest.filter(
        (one) =>
          resource === 'nodes' &&
          one.type === 'node' &&
          one.atUs >= s(fromS) &&
          one.atUs < s(toS ?? Number.POSITIVE_INFINITY),
      );
      const names = new Map(hidden.map((one) => [one.type === 'node' ? one.node.name : '', one]));
      const found = toS === null ? [] : [...names.values()].map((one) => ({ ...one, atUs: s(toS) }));
      const ended: JournalRecord[] =
        toS === null ? [] : [at(toS, { type: 'blind', resource, edge: 'end', why: 'listed again' })];
      return [
        ...rest.filter((one) => !hidden.includes(one)),
        at(fromS, { type: 'blind', resource, edge: 'begin', why: 'the watch ended' }),
        ...found,
        ...ended,
      ];
    },
    [...records],
  );
}

describe('blind spots', () => {
  const runs = {
    'a missed criterion': [reused, fresh(failing(237, 240))],
    'late harm': [reused, fresh(failing(340, 342, 0.9, healthy))],
    'a bad baseline': [reused, fresh(failing(120, 124))],
  };
  it.each(Object.entries(runs))('never make an approval of %s, nor resolve what was open', (_, lanes) => {
    const seen = judged(withAccounts(run(), lanes), lanes);
    expect(seen.verdict).not.toBe('approve');
    fc.assert(
      fc.property(blindSpots, (spots) => {
        const hidden = judged(blinded(withAccounts(run(), lanes), spots), lanes);
        expect(hidden.verdict).not.toBe('approve');
        expect(hidden.verdict).not.toBe('rehearsed');
        hidden.criteria.forEach((one, i) => {
          if (one.state === 'met') expect(seen.criteria[i]?.state).toBe('met');
        });
      }),
      { numRuns: 30 },
    );
  });

  it('never make anything of a clean run but an approval or an open question', () => {
    fc.assert(
      fc.property(blindSpots, (spots) => {
        const { verdict, criteria } = judged(blinded(whole, spots));
        expect(['approve', 'inconclusive']).toContain(verdict);
        expect(criteria.map((one) => one.state)).not.toContain('missed');
      }),
      { numRuns: 30 },
    );
  });

  it('hide no recovery that came too late: what was not seen to settle in time is not met', () => {
    const { uncordon } = stepTimes[2];
    const back = run().find((one) => one.type === 'node' && one.atUs === s(uncordon));
    if (back?.type !== 'node') throw new Error('worker-2 is given back');
    const ready = (atS: number, ready: boolean) =>
      at(atS, { type: 'node', change: 'modified', node: { ...back.node, ready } });
    const late = [...run(), ready(uncordon + 1, false), ready(uncordon + 70, true)];
    const settled = (records: readonly JournalRecord[]) =>
      judged(withAccounts(records, clean))
        .criteria.filter(({ id }) => id === 'settle.within')
        .at(-1)?.state;
    expect(settled(late)).toBe('missed');
    fc.assert(
      fc.property(blindSpots, (spots) => {
        expect(settled(blinded(late, spots))).not.toBe('met');
      }),
      { numRuns: 30 },
    );
  });
});

it('the same evidence gives the same bytes, whatever was blind in it', () => {
  fc.assert(
    fc.property(blindSpots, (spots) => {
      const bytes = () => summaryJson(judged(blinded(whole, spots)));
      expect(bytes()).toBe(bytes());
    }),
    { numRuns: 10 },
  );
});
