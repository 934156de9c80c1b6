import { describe, expect, it } from 'vitest';
import type { JournalRecord, NodeRef } from '../../../harness/journal/records.ts';
import { judge } from '../../../harness/judge/judge.ts';
import { foldTimeline } from '../../../harness/timeline/timeline.ts';
import { failing, journal, lane, scenario, withAccounts } from '../../support/judge/simulated-run.ts';
import { line, record, shown, successor } from '../../support/timeline/command-roll.ts';

// A roll by a command that was ended after the first of two workers and went back: the simulated run's phases around it.

const nodes = journal().flatMap((one) => (one.type === 'cluster' ? one.nodes : []));
const [plane, first, last] = nodes as [NodeRef, NodeRef, NodeRef];
const [newPlane, newFirst] = [successor(plane), successor(first)];
const [backFirst, backLast, backPlane] = [newFirst, last, newPlane].map((node) => successor(node)) as [
  NodeRef,
  NodeRef,
  NodeRef,
];
const old = { kubeletVersion: '1.33.13' };

/** One node drained and ended in ten seconds, its successor Ready five seconds later, valid after fifteen. */
const replaced = (atS: number, node: NodeRef, next: NodeRef, isOld: boolean): JournalRecord[] => [
  line(atS, 'draining', node),
  shown(atS + 0.1, node, { unschedulable: true, ...(isOld ? {} : old) }),
  line(atS + 3, 'drained'),
  line(atS + 4, 'terminating', node),
  line(atS + 5, 'interval'),
  shown(atS + 7, next, { change: 'added', ready: false, ...(isOld ? old : {}) }),
  shown(atS + 10, next, isOld ? old : {}),
  line(atS + 11, 'validating'),
  line(atS + 15, 'validated'),
  shown(atS + 18, node, { change: 'deleted', ready: false, unschedulable: true, ...(isOld ? {} : old) }),
];

const command = ['kops', 'rolling-update', 'cluster', '--name=c', '--yes'];
const rolled: JournalRecord[] = [
  record(160, { type: 'roll-command', command, edge: 'begin' }),
  ...replaced(162, plane, newPlane, false),
  ...replaced(182, first, newFirst, false),
  // the command begins with the next node before it can be ended
  line(197.1, 'draining', last),
  shown(197.2, last, { unschedulable: true, ...old }),
  record(197.5, { type: 'roll-command', command, edge: 'end', exitCode: 130, outcome: 'aborted' }),
  record(197.6, { type: 'roll-stop', upgraded: 2, nodes: 3 }),
  record(230, { type: 'way-back', to: '1.33.13' }),
  record(231, { type: 'roll-command', command: [...command, 'back'], edge: 'begin' }),
  ...replaced(235, newFirst, backFirst, true),
  ...replaced(260, last, backLast, true),
  ...replaced(285, newPlane, backPlane, true),
  record(310, {
    type: 'roll-command',
    command: [...command, 'back'],
    edge: 'end',
    exitCode: 0,
    outcome: 'done',
  }),
];

const asked = {
  ...scenario,
  upgrade: { ...scenario.upgrade, abort: { atShare: 0.5, holdMs: 30_000 } },
};

/** The simulated run with this roll, and an inventory after it of the nodes at that version. */
function judged(roll: readonly JournalRecord[], version = '1.33.13', behaviour?: Parameters<typeof lane>[0]) {
  const members = [backPlane, backFirst, backLast];
  const kept = journal().flatMap((one): JournalRecord[] => {
    if (one.type === 'intent' || (one.type === 'node' && one.change !== 'added')) return [];
    if (one.type === 'cluster') return [{ ...one, rolling: 'command' }];
    if (one.type !== 'inventory' || one.when === 'before') return [one];
    const [like] = one.nodes;
    return like === undefined
      ? []
      : [
          {
            ...one,
            nodes: members.map(({ name, uid }) => ({ ...like, name, uid, kubeletVersion: version })),
          },
        ];
  });
  const before = kept.find((one) => one.type === 'inventory' && one.when === 'before');
  const records = [...kept, ...roll]
    .toSorted((a, b) => a.atUs - b.atUs)
    .map((one) =>
      one.type === 'inventory' && one.when === 'after' && before?.type === 'inventory'
        ? { ...one, pods: before.pods.map((pod) => ({ ...pod, node: `${pod.node}-next-next` })) }
        : one,
    );
  const lanes = [lane({ lane: 'reused', kind: 'reused' }), lane(behaviour)];
  const timeline = foldTimeline(withAccounts(records, lanes));
  return judge({ scenario: asked, timeline, lanes, torn: false, floor: null, tool: '0.1.0' });
}

describe('a roll that was ended half way and went back', () => {
  const summary = judged(rolled);

  it('is judged as any other, and its headline says that it went back', () => {
    expect(summary.criteria.filter(({ state }) => state !== 'met')).toEqual([]);
    expect(summary.postChecks.filter(({ ok }) => ok !== true)).toEqual([]);
    expect(summary.verdict).toBe('approve');
    expect(summary.headline).toMatch(/^approve: .*1\.33\.13 \(went back to 1\.33\.13 after 2 of 3 nodes\)$/);
  });

  it('has the steps of both rounds, with their versions', () => {
    expect(summary.steps.map(({ from, to, outcome }) => [from, to, outcome])).toEqual([
      ['1.33.13', '1.34.4', 'done'],
      ['1.33.13', '1.34.4', 'done'],
      ['1.33.13', '1.34.4', 'aborted'],
      ['1.34.4', '1.33.13', 'done'],
      ['1.33.13', '1.33.13', 'done'],
      ['1.34.4', '1.33.13', 'done'],
    ]);
    expect(summary.steps.map(({ title }) => title.includes('way back'))).toEqual([
      ...[false, false, false, true, true, true],
    ]);
  });

  it('says what the ended command had left, and has the commands of each direction apart', () => {
    expect(summary.wayBack).toMatchObject({
      ...{ to: '1.33.13', upgraded: 2, nodes: 3, fromUs: 230e6 },
      left: [{ node: last.name, states: ['cordoned'] }],
    });
  });

  it('charges the harm of the way back to its own steps', () => {
    const harmed = judged(rolled, '1.33.13', { behaviour: failing(262, 264) });
    expect(harmed.verdict).not.toBe('approve');
    expect(harmed.headline).toContain('(went back to 1.33.13 after 2 of 3 nodes)');
    expect(harmed.steps.map(({ worst }) => (worst?.badMs ?? 0) > 1_000)).toEqual([
      ...[false, false, false, false, true, false],
    ]);
  });

  it('is rejected where a kubelet still runs the new version', () => {
    const left = judged(rolled, '1.34.4');
    expect(left.verdict).toBe('reject');
    expect(left.postChecks.find(({ id }) => id === 'nodes-at-target')).toMatchObject({ ok: false });
  });

  it('is not approved where an upgraded node was not rolled on the way back', () => {
    const forgotten = rolled.filter(
      (one) => !(one.type === 'node' || one.type === 'roll-line') || one.atUs < 285e6 || one.atUs > 305e6,
    );
    const check = judged(forgotten).postChecks.find(({ id }) => id === 'every-node-rolled');
    expect(check).toMatchObject({ ok: false, detail: `${newPlane.name} was not rolled on the way back` });
  });

  it('is inconclusive where the user ended it on the way back', () => {
    const cut = rolled.filter(({ atUs }) => atUs < 240e6);
    const ended = record(240, { type: 'roll-command', command, edge: 'end', outcome: 'aborted' });
    const summary = judged([...cut, ended]);
    expect(summary).toMatchObject({ verdict: 'inconclusive', exitCode: 130 });
  });
});
