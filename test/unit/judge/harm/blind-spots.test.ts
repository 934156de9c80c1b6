import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { JournalRecord, Resource } from '../../../../harness/journal/records.ts';
import { answerJson } from '../../../../harness/report/answer-json.ts';
import { failing, s, stepTimes, withAccounts } from '../../../support/judge/simulated-run.ts';
import { at, clean, fresh, judged, reused, run, second, whole } from '../../../support/judge/small-run.ts';

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
/** One at a time for each resource: a blind watch does not become blind. */
const blindSpots = fc.uniqueArray(blindSpot, { selector: (one) => one.resource, minLength: 1, maxLength: 5 });

/**
 * Changes during a blind period are not recorded: of each node the last one is recorded when the watch sees
 * again.
 */
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
    'late harm': [reused, fresh(failing(340, 342, 0.9))],
    'a bad baseline': [reused, fresh(failing(120, 124))],
  };
  it.each(Object.entries(runs))(
    'never turn %s into an approval, and resolve nothing that was open',
    (_, lanes) => {
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
    },
  );

  it('turn a clean run only into an approval or an open question', () => {
    fc.assert(
      fc.property(blindSpots, (spots) => {
        const { verdict, criteria } = judged(blinded(whole, spots));
        expect(['approve', 'inconclusive']).toContain(verdict);
        expect(criteria.map((one) => one.state)).not.toContain('missed');
      }),
      { numRuns: 30 },
    );
  });

  it('hide no late recovery: settling that was not seen in time is not met', () => {
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
      const bytes = () => answerJson(judged(blinded(whole, spots)));
      expect(bytes()).toBe(bytes());
    }),
    { numRuns: 10 },
  );
});
