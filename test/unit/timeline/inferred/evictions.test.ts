import { describe, expect, it } from 'vitest';
import type { JournalRecord, PodState } from '../../../../harness/journal/records.ts';
import { foldTimeline } from '../../../../harness/timeline/timeline.ts';
import { command, line, machine, record, setup, shown } from '../../../support/timeline/command-roll.ts';

const [first, last] = [machine(0), machine(1)];
const pod = (over: Partial<PodState> = {}): PodState => ({
  uid: 'u1',
  namespace: 'app',
  name: 'web-1',
  node: first.name,
  phase: 'Running',
  ready: true,
  terminating: false,
  ip: '10.0.0.1',
  owner: 'ReplicaSet/web',
  restarts: 0,
  images: [],
  waiting: null,
  ...over,
});
const seen = (atS: number, over: Partial<PodState> = {}, change: 'added' | 'modified' = 'modified') =>
  record(atS, { type: 'pod', change, pod: pod(over) });
const said = (atS: number, text: string): JournalRecord => ({ ...line(atS, null), text }) as JournalRecord;
const draining = [
  ...setup([first, last]),
  seen(6, {}, 'added'),
  seen(6, { uid: 'u2', name: 'web-2', node: last.name }, 'added'),
  seen(6, { uid: 'u3', name: 'agent-1', owner: 'DaemonSet/agent' }, 'added'),
  command(10, 'begin'),
  line(40, 'draining', first),
  shown(40.1, first, { unschedulable: true }),
];

describe('evictions of a drain that a command does', () => {
  it('are the pods that terminate on the node meanwhile, DaemonSets left out', () => {
    const { evictions, evicted } = foldTimeline([
      ...draining,
      seen(41, { terminating: true }),
      seen(41, { uid: 'u2', name: 'web-2', node: last.name, terminating: true }),
      seen(41, { uid: 'u3', name: 'agent-1', owner: 'DaemonSet/agent', terminating: true }),
      seen(42, { terminating: true, ready: false }),
    ]);
    expect(evictions).toMatchObject([
      {
        step: 0,
        namespace: 'app',
        pod: 'web-1',
        uid: 'u1',
        node: first.name,
        result: 'accepted',
        atUs: 41e6,
      },
    ]);
    expect(evicted).toMatchObject([{ pod: { name: 'web-1' }, node: first.name }]);
  });

  it('are blocked, and time out, in the words of kubectl', () => {
    const { evictions } = foldTimeline([
      ...draining,
      said(
        41,
        `error when evicting pods/"web-1" -n "app" (will retry after 5s): Cannot evict pod as it would violate the pod's disruption budget.`,
      ),
      said(
        60,
        'Error: failed to drain node "i-1": error draining node: [error when evicting pods/"web-1" -n "app": global timeout reached: 20s, error when evicting pods/"gone" -n "app": global timeout reached: 20s]',
      ),
    ]);
    expect(evictions.map(({ pod, result, detail }) => ({ pod, result, detail }))).toEqual([
      {
        pod: 'web-1',
        result: 'blocked',
        detail: "Cannot evict pod as it would violate the pod's disruption budget.",
      },
      { pod: 'web-1', result: 'timed-out', detail: 'global timeout reached: 20s' },
    ]);
  });

  it('are refused with an error that kubectl does not retry', () => {
    const { evictions } = foldTimeline([
      ...draining,
      said(
        43,
        'Error: failed to drain node "i-1": error draining node: error when evicting pods/"web-1" -n "app": admission webhook "w.example.com" denied the request: not now',
      ),
    ]);
    expect(evictions).toMatchObject([
      {
        pod: 'web-1',
        result: 'refused',
        detail: 'admission webhook "w.example.com" denied the request: not now',
      },
    ]);
  });

  it('are none where no drain is under way, or this tool drains', () => {
    const after = [...draining, line(50, 'drained'), seen(51, { terminating: true })];
    expect(foldTimeline(after).evictions).toEqual([]);
    const own = [...draining, seen(41, { terminating: true })].map((one) =>
      one.type === 'cluster' ? { ...one, rolling: 'nodes' as const } : one,
    );
    expect(foldTimeline(own).evictions).toEqual([]);
  });
});

it('a DaemonSet is not short of the pod of a machine that has ended', () => {
  const agents = (atS: number, ready: number): JournalRecord =>
    record(atS, {
      type: 'rollout',
      change: 'modified',
      rollout: {
        kind: 'DaemonSet',
        namespace: 'kube-system',
        name: 'agent',
        generation: 1,
        observedGeneration: 1,
        desired: 2,
        updated: 2,
        ready,
        available: ready,
      },
    });
  const ofSystem = { uid: 'u3', namespace: 'kube-system', name: 'agent-1', owner: 'DaemonSet/agent' };
  const ended = [line(50, 'terminating', first), line(51, 'interval')];
  const records = [...draining, seen(40.5, ofSystem), ...ended, agents(90, 1)];
  const short = (all: readonly JournalRecord[]) =>
    foldTimeline(all).unready.filter(({ kind }) => kind === 'DaemonSet');
  expect(short(records)).toEqual([]);
  expect(short([...records, agents(91, 0)])).toMatchObject([{ fromUs: 91e6, toUs: null }]);
  expect(short([...draining, seen(40.5, ofSystem), agents(45, 1)])).toMatchObject([{ fromUs: 45e6 }]);
});
