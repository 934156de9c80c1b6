import { describe, expect, it } from 'vitest';
import type { Action, JournalRecord, NodeRef } from '../../../harness/journal/records.ts';
import { arrangeEvidence } from '../../../harness/judge/arrange-evidence.ts';
import { judge } from '../../../harness/judge/judge.ts';
import { foldTimeline } from '../../../harness/timeline/timeline.ts';
import {
  type Behaviour,
  failing,
  healthy,
  journal,
  lane,
  scenario,
  withAccounts,
} from '../../support/judge/simulated-run.ts';
import { line, record, shown, successor } from '../../support/timeline/command-roll.ts';

// The same roll, once done by this tool and once by a command: one control plane, two workers with a surge of one.

const nodes = journal().flatMap((one) => (one.type === 'cluster' ? one.nodes : []));
const [plane, first, last] = nodes as [NodeRef, NodeRef, NodeRef];

interface PlannedStep {
  readonly node: NodeRef;
  readonly ahead: readonly NodeRef[];
  readonly next: NodeRef | null;
  /** In seconds: when it begins, is cordoned, drained, terminating and ended, its new node is Ready, and its gate has passed. */
  readonly times: Record<
    'begin' | 'turn' | 'cordon' | 'drained' | 'terminating' | 'ended' | 'ready' | 'passed',
    number
  >;
}

const steps: readonly PlannedStep[] = [
  {
    node: plane,
    ahead: [],
    next: successor(plane),
    times: {
      begin: 160,
      turn: 160,
      cordon: 165,
      drained: 170,
      terminating: 175,
      ended: 176,
      ready: 190,
      passed: 215,
    },
  },
  {
    node: first,
    ahead: [successor(last)],
    next: successor(first),
    times: {
      begin: 230,
      turn: 245,
      cordon: 246,
      drained: 250,
      terminating: 255,
      ended: 256,
      ready: 265,
      passed: 280,
    },
  },
  {
    node: last,
    ahead: [],
    next: null,
    times: {
      begin: 285,
      turn: 285,
      cordon: 286,
      drained: 290,
      terminating: 295,
      ended: 296,
      ready: 296,
      passed: 310,
    },
  },
];

/** What the API shows in both: cordons and new nodes. */
const shownInBoth = steps.flatMap(({ node, ahead, next, times }) => [
  shown(times.cordon, node, { unschedulable: true, kubeletVersion: '1.33.13' }),
  ...ahead.flatMap((fresh) => arrival(fresh, times.turn - 5)),
  ...(next === null ? [] : arrival(next, times.ready)),
]);

function arrival(node: NodeRef, readyS: number): JournalRecord[] {
  return [shown(readyS - 3, node, { change: 'added', ready: false }), shown(readyS, node)];
}

/** This tool takes the Node out of the API with its machine; a cloud's controller does so a minute later. */
const byNodes = steps.flatMap(({ node, ahead, next, times }, step): JournalRecord[] => {
  const intent = (atS: number, action: Action, edge: 'begin' | 'end', provisioned?: NodeRef): JournalRecord =>
    record(atS, {
      ...{ type: 'intent', step, repeat: 0, node: node.name, slot: node.slot, action, edge },
      ...(edge === 'end' && { outcome: 'done' as const }),
      ...(provisioned && { provisioned }),
    });
  const around = (action: Action, fromS: number, toS: number, provisioned?: NodeRef) => [
    intent(fromS, action, 'begin'),
    intent(toS, action, 'end', provisioned),
  ];
  const provide = (fresh: NodeRef, fromS: number, readyS: number) => [
    ...around('provision', fromS, readyS - 3, fresh),
    ...around('await-version', readyS - 3, readyS + 0.1),
  ];
  return [
    intent(times.begin, 'step', 'begin'),
    ...ahead.flatMap((fresh) => provide(fresh, times.begin, times.turn - 5)),
    ...around('cordon', times.turn, times.cordon + 0.1),
    ...around('drain', times.cordon + 0.1, times.drained),
    ...around('retire', times.terminating, times.ended + 0.1),
    shown(times.ended, node, { change: 'deleted', unschedulable: true }),
    ...(next === null ? [] : provide(next, times.ended + 0.1, times.ready)),
    intent(times.ready + 0.2, 'step', 'end'),
    ...around('interval', times.ready + 0.2, times.passed - 10),
    ...around('gate', times.passed - 10, times.passed),
  ];
});

const byCommand = steps.flatMap(({ node, ahead, times }): JournalRecord[] => [
  ...ahead.map(() => line(times.begin, 'detaching', last)),
  line(times.turn, 'draining', node),
  line(times.drained, 'drained'),
  line(times.terminating, 'terminating', node),
  line(times.ended, 'interval'),
  line(times.passed - 10, 'validating'),
  line(times.passed, 'validated'),
  shown(times.ended + 40, node, { ready: false, unschedulable: true }),
  shown(times.ended + 50, node, { change: 'deleted', ready: false, unschedulable: true }),
]);

/** The simulated run with this roll in place of its own. */
function run(roll: readonly JournalRecord[], rolling: 'nodes' | 'command'): JournalRecord[] {
  const kept = journal().flatMap((one): JournalRecord[] => {
    if (one.type === 'intent' || (one.type === 'node' && one.change !== 'added')) return [];
    if (one.type === 'cluster') return [{ ...one, rolling }];
    if (one.type !== 'inventory' || one.when === 'before') return [one];
    const pods = one.pods.map((pod) => ({ ...pod, node: `${pod.node}-next` }));
    return [{ ...one, nodes: one.nodes.map((node) => ({ ...node, name: `${node.name}-next` })), pods }];
  });
  return [...kept, ...shownInBoth, ...roll].toSorted((a, b) => a.atUs - b.atUs);
}

/** A worker's drain loses requests, and so does the pause after another one's end. */
const lanes = [
  lane({ lane: 'reused', kind: 'reused' }),
  lane({ behaviour: failing(248, 250, 1, failing(300, 303)) }),
];
const judged = (roll: readonly JournalRecord[], rolling: 'nodes' | 'command') => {
  const timeline = foldTimeline(withAccounts(run(roll, rolling), lanes));
  const input = { scenario, timeline, lanes, torn: false, floor: null, tool: '0.1.0' };
  const evidence = arrangeEvidence(input);
  return { summary: judge(input, evidence), evidence };
};

describe('the same roll, done by nodes and by a command', () => {
  const [nodewise, commanded] = [judged(byNodes, 'nodes'), judged(byCommand, 'command')];

  it('has the same steps', () => {
    const stepsOf = ({ evidence }: typeof nodewise) =>
      evidence.timeline.steps.map(({ index, repeat, node, slot, outcome, provisioned, began }) => ({
        ...{ index, repeat, node, slot, outcome, beganUs: began.atUs },
        provisioned: provisioned.map(({ node, ready }) => ({ ...node, readyUs: ready?.atUs })),
      }));
    expect(stepsOf(commanded)).toEqual(stepsOf(nodewise));
    expect(stepsOf(commanded)).toHaveLength(3);
  });

  it('has the same windows', () => {
    const windowsOf = ({ evidence }: typeof nodewise) =>
      evidence.windows.map(({ step: _, members: __, toKnownFrom: ___, ...window }) => window);
    expect(windowsOf(commanded)).toEqual(windowsOf(nodewise));
    expect(commanded.evidence.windows.map(({ outlasting }) => outlasting)).toEqual([[], [], []]);
  });

  it('is charged the same harm, with the same verdict', () => {
    const chargesOf = ({ summary }: typeof nodewise) => ({
      verdict: summary.verdict,
      criteria: summary.criteria.map(({ id, scope, state, value }) => ({ id, scope, state, value })),
      steps: summary.steps.map(({ actions: _, window: __, warnings: ___, ...step }) => step),
      episodes: summary.episodes.map(({ step, fromUs, toUs }) => ({ step, fromUs, toUs })),
      checks: summary.postChecks.map(({ id, ok }) => [id, ok]),
    });
    expect(chargesOf(commanded)).toEqual(chargesOf(nodewise));
    expect(commanded.summary.steps.map(({ worst }) => (worst?.badMs ?? 0) > 1_000)).toEqual([
      false,
      true,
      true,
    ]);
    expect(commanded.summary.postChecks.filter(({ ok }) => ok !== true)).toEqual([]);
  });

  it('names connections that a machine took with it without a word, in the pause after its end', () => {
    const silent: Behaviour = (atS, random) =>
      atS >= 258 && atS < 258.2 ? { ms: 2_000, outcome: 'timed-out' } : healthy(atS, random);
    const causesOf = (roll: readonly JournalRecord[], rolling: 'nodes' | 'command') => {
      const reused = [lane({ lane: 'reused', kind: 'reused', behaviour: silent }), lane()];
      const timeline = foldTimeline(withAccounts(run(roll, rolling), reused));
      const input = { scenario, timeline, lanes: reused, torn: false, floor: null, tool: '0.1.0' };
      return judge(input).episodes.map(({ mechanism }) => mechanism.id);
    };
    expect(causesOf(byCommand, 'command')).toEqual(['node-left']);
    // this tool's own nodes close what they end
    expect(causesOf(byNodes, 'nodes')).toEqual(['unknown']);
  });

  it('is rejected where a control plane is left at the old version, or has lost a component', () => {
    const judgeAfter = (change: (name: string, images: readonly string[]) => readonly string[] | null) => {
      const records = run(byCommand, 'command').map((one) => {
        if (one.type !== 'inventory' || one.when === 'before') return one;
        const pods = one.pods.flatMap((pod) => {
          const images = change(pod.name, pod.images);
          return images === null ? [] : [{ ...pod, images }];
        });
        return { ...one, pods };
      });
      const timeline = foldTimeline(withAccounts(records, lanes));
      return judge({ scenario, timeline, lanes, torn: false, floor: null, tool: '0.1.0' });
    };
    const old = judgeAfter((name, images) =>
      name.startsWith('kube-apiserver') ? ['kube-apiserver:v1.33.13'] : images,
    );
    expect(old.verdict).toBe('reject');
    expect(old.postChecks.find(({ id }) => id === 'static-pods-at-target')).toMatchObject({
      ok: false,
      detail: 'kube-apiserver-cp-1 runs kube-apiserver:v1.33.13',
    });
    const lost = judgeAfter((name, images) => (name.startsWith('etcd') ? null : images));
    expect(lost.postChecks.find(({ id }) => id === 'static-pods-at-target')).toMatchObject({
      ok: false,
      detail: '0 of 1 etcd pods are there',
    });
  });
});
