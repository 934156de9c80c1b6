import { describe, expect, it } from 'vitest';
import type { Action, Edge, JournalEntry, JournalRecord, NodeRef } from '../../../harness/journal/records.ts';
import { expectedVersions } from '../../../harness/timeline/members.ts';
import { areSideBySide, findRelease } from '../../../harness/timeline/steps.ts';
import { foldTimeline } from '../../../harness/timeline/timeline.ts';

const at = (atUs: number, entry: JournalEntry): JournalRecord => ({ atUs, ...entry }) as JournalRecord;
const nodes = ['a', 'b', 'c'].map(
  (name, ordinal): NodeRef => ({
    uid: `uid-${name}`,
    name,
    slot: { pool: 'workers', role: 'worker', ordinal },
  }),
);
const fresh = (step: number): NodeRef => ({
  uid: `uid-new${step}`,
  name: `new${step}`,
  slot: { pool: 'workers', role: 'worker', ordinal: step },
});

function intent(
  atUs: number,
  step: number,
  action: Action,
  edge: Edge,
  more: { readonly group?: number; readonly provisioned?: NodeRef } = {},
): JournalRecord {
  const node = nodes[step] as NodeRef;
  return at(atUs, {
    type: 'intent',
    ...{ step, repeat: 0, node: node.name, slot: node.slot, action, edge },
    ...(edge === 'end' && { outcome: 'done' as const }),
    ...more,
  });
}

const group = { group: 0 };
/** a and b leave and come side by side; c follows alone. */
const records = [
  at(1, { type: 'cluster', name: 'c', nodes, apiServers: [] }),
  intent(10, 0, 'step', 'begin', group),
  intent(11, 1, 'step', 'begin', group),
  intent(12, 0, 'cordon', 'begin', group),
  intent(13, 1, 'cordon', 'begin', group),
  intent(14, 1, 'cordon', 'end', group),
  intent(15, 0, 'cordon', 'end', group),
  intent(16, 1, 'retire', 'begin', group),
  intent(17, 0, 'retire', 'begin', group),
  intent(20, 0, 'retire', 'end', group),
  intent(21, 0, 'provision', 'begin', group),
  intent(22, 1, 'retire', 'end', group),
  intent(23, 1, 'provision', 'begin', group),
  intent(24, 1, 'provision', 'end', { ...group, provisioned: fresh(1) }),
  intent(25, 0, 'provision', 'end', { ...group, provisioned: fresh(0) }),
  intent(26, 1, 'await-version', 'begin', group),
  intent(27, 0, 'await-version', 'begin', group),
  intent(30, 0, 'await-version', 'end', group),
  intent(31, 0, 'step', 'end', group),
  intent(40, 1, 'await-version', 'end', group),
  intent(41, 1, 'step', 'end', group),
  intent(50, 2, 'step', 'begin'),
];

describe('steps side by side', () => {
  it('have their own actions, nodes and times, however their intents are mixed', () => {
    const { steps } = foldTimeline(records);
    expect(
      steps.map((step) => ({
        node: step.node,
        began: step.began.atUs,
        cordoned: step.cordoned?.atUs,
        retired: step.retired?.atUs,
        new: step.provisioned.map(({ node, ready }) => `${node.name} ${ready?.atUs}`),
        outcome: step.outcome,
        released: findRelease(step)?.atUs,
      })),
    ).toEqual([
      { node: 'a', began: 10, cordoned: 15, retired: 20, new: ['new0 30'], outcome: 'done', released: 30 },
      { node: 'b', began: 11, cordoned: 14, retired: 22, new: ['new1 40'], outcome: 'done', released: 40 },
      {
        ...{ node: 'c', began: 50, cordoned: undefined, retired: undefined },
        ...{ new: [], outcome: null, released: undefined },
      },
    ]);
    for (const { actions } of steps.slice(0, 2))
      expect(actions.filter(({ toUs }) => toUs === null)).toEqual([]);
  });

  it('are known as such, and the one after them is not', () => {
    const [a, b, c] = foldTimeline(records).steps;
    if (a === undefined || b === undefined || c === undefined) throw new Error('a step is missing');
    expect([areSideBySide(a, b), areSideBySide(b, c), areSideBySide(c, c)]).toEqual([true, false, false]);
  });

  it('leave the cluster with the new nodes of both', () => {
    expect(Object.fromEntries(expectedVersions(foldTimeline(records), '1.33.13', '1.34.4'))).toEqual({
      c: '1.33.13',
      new0: '1.34.4',
      new1: '1.34.4',
    });
  });
});
