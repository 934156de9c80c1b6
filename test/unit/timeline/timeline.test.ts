import { describe, expect, it } from 'vitest';
import type {
  Action,
  Edge,
  JournalEntry,
  JournalRecord,
  NodeState,
  Outcome,
  RolloutState,
} from '../../../harness/journal/records.ts';
import { foldTimeline, TimelineFold } from '../../../harness/timeline/timeline.ts';

const slot = { pool: 'workers', role: 'worker', ordinal: 0 } as const;
const at = (atUs: number, entry: JournalEntry): JournalRecord => ({ atUs, ...entry }) as JournalRecord;
const intent = (atUs: number, action: Action, edge: Edge, outcome?: Outcome): JournalRecord =>
  at(atUs, {
    type: 'intent',
    step: 0,
    repeat: 0,
    node: 'w',
    slot,
    action,
    edge,
    ...(outcome ? { outcome } : {}),
  });
const node = (atUs: number, over: Partial<NodeState> = {}): JournalRecord =>
  at(atUs, {
    type: 'node',
    change: 'modified',
    node: { name: 'w', uid: 'w', ready: true, unschedulable: false, kubeletVersion: '1.33.13', ...over },
  });
const blind = (atUs: number, edge: Edge): JournalRecord =>
  at(atUs, { type: 'blind', resource: 'nodes', edge, why: 'the API server went' });
const rollout = (atUs: number, over: Partial<RolloutState>): JournalRecord =>
  at(atUs, {
    type: 'rollout',
    change: 'modified',
    rollout: {
      kind: 'DaemonSet',
      namespace: 'kube-system',
      name: 'kube-proxy',
      generation: 1,
      observedGeneration: 1,
      desired: 3,
      updated: 3,
      ready: 3,
      available: 3,
      ...over,
    },
  });

describe('steps', () => {
  it('begin after the gate of their group, which is one of their actions', () => {
    const { steps } = foldTimeline([
      intent(10, 'instance-group-gate', 'begin'),
      intent(15, 'instance-group-gate', 'end', 'done'),
      intent(20, 'step', 'begin'),
      intent(21, 'drain', 'begin'),
    ]);
    expect(steps).toMatchObject([
      {
        began: { atUs: 20, knownFrom: 'intent' },
        actions: [{ action: 'instance-group-gate' }, { action: 'step' }, { action: 'drain' }],
      },
    ]);
  });

  it('contain their actions with start, end and outcome', () => {
    const { steps } = foldTimeline([
      intent(10, 'step', 'begin'),
      intent(11, 'drain', 'begin'),
      intent(20, 'drain', 'end'),
      intent(30, 'step', 'end', 'done'),
      intent(31, 'gate', 'begin'),
    ]);
    expect(steps).toMatchObject([
      {
        node: 'w',
        index: 0,
        outcome: 'done',
        began: { atUs: 10, knownFrom: 'intent' },
        actions: [
          { action: 'step', fromUs: 10, toUs: 30 },
          { action: 'drain', fromUs: 11, toUs: 20, outcome: 'done' },
          { action: 'gate', fromUs: 31, toUs: null, outcome: null },
        ],
      },
    ]);
  });

  it('know a cordon and an uncordon from the API rather than from the intent', () => {
    const { steps } = foldTimeline([
      node(1),
      intent(10, 'step', 'begin'),
      intent(11, 'cordon', 'begin'),
      node(13, { unschedulable: true }),
      intent(14, 'cordon', 'end'),
      intent(50, 'uncordon', 'begin'),
      intent(52, 'uncordon', 'end'),
      node(53),
    ]);
    expect(steps).toMatchObject([
      { cordoned: { atUs: 13, knownFrom: 'api' }, uncordoned: { atUs: 53, knownFrom: 'api' } },
    ]);
  });

  it('keep the intent if the API could only show it later', () => {
    const { steps } = foldTimeline([
      intent(10, 'cordon', 'begin'),
      node(11, { unschedulable: true }),
      intent(12, 'cordon', 'end'),
      blind(40, 'begin'),
      intent(50, 'uncordon', 'begin'),
      intent(52, 'uncordon', 'end'),
      node(90),
      blind(91, 'end'),
    ]);
    expect(steps).toMatchObject([{ uncordoned: { atUs: 52, knownFrom: 'intent' } }]);
  });

  it('begin with a cordon that the API showed before any intent', () => {
    const { steps } = foldTimeline([node(1), node(5, { unschedulable: true }), intent(10, 'step', 'begin')]);
    expect(steps).toMatchObject([{ began: { atUs: 5, knownFrom: 'api' } }]);
  });

  it('end as they record themselves, even if a drain within them failed', () => {
    const drained = [
      intent(10, 'step', 'begin'),
      intent(11, 'drain', 'begin'),
      intent(20, 'drain', 'end', 'failed'),
    ];
    expect(foldTimeline(drained).steps[0]?.outcome).toBe('failed');
    expect(foldTimeline([...drained, intent(30, 'step', 'end', 'done')]).steps[0]?.outcome).toBe('done');
    expect(
      foldTimeline([...drained, intent(30, 'step', 'end', 'done'), intent(40, 'gate', 'end', 'failed')])
        .steps[0]?.outcome,
    ).toBe('failed');
  });
});

const workload = at(0, {
  type: 'workload',
  rollouts: [{ kind: 'Deployment', namespace: 'rehearse', name: 'web' }],
  targets: [{ name: 'web', namespace: 'rehearse', service: 'web' }],
});

describe('readiness', () => {
  it('spans from the first failure to the last, subject by subject, with every reason', () => {
    const { unready } = foldTimeline([
      node(1),
      node(5, { ready: false }),
      rollout(6, { updated: 1 }),
      rollout(7, { updated: 2 }),
      node(8),
      rollout(9, {}),
    ]);
    expect(unready).toEqual([
      { kind: 'node', subject: 'node w', fromUs: 5, toUs: 8, reasons: ['node w is not Ready'] },
      {
        kind: 'DaemonSet',
        subject: 'DaemonSet kube-system/kube-proxy',
        fromUs: 6,
        toUs: 9,
        reasons: [
          'DaemonSet kube-system/kube-proxy: 1 of 3 updated',
          'DaemonSet kube-system/kube-proxy: 2 of 3 updated',
        ],
      },
    ]);
  });

  it('lasts while a controller has not seen the last change, and ignores what is not the system or the workload', () => {
    const { unready } = foldTimeline([
      workload,
      rollout(1, { generation: 2 }),
      rollout(2, { kind: 'Deployment', namespace: 'rehearse', name: 'web', available: 2 }),
      rollout(3, { kind: 'Deployment', namespace: 'other', name: 'x', available: 0 }),
    ]);
    expect(unready.map((one) => [one.subject, one.toUs])).toEqual([
      ['DaemonSet kube-system/kube-proxy', null],
      ['Deployment rehearse/web', null],
    ]);
  });

  it('records when a Service of the workload has no ready endpoint in any slice', () => {
    const endpoint = { pod: 'p', uid: 'p', ip: '10.0.0.1', node: 'w', serving: true, terminating: false };
    const slice = (atUs: number, name: string, ready: boolean[], namespace = 'rehearse'): JournalRecord =>
      at(atUs, {
        type: 'endpoints',
        namespace,
        service: 'web',
        slice: name,
        change: 'modified',
        endpoints: ready.map((one) => ({ ...endpoint, ready: one })),
      });
    const { emptyServices } = foldTimeline([
      workload,
      slice(1, 'a', [true]),
      slice(2, 'b', []),
      slice(3, 'a', [false]),
      slice(4, 'b', [true]),
      slice(5, 'c', [], 'other'),
    ]);
    expect(emptyServices).toEqual([{ namespace: 'rehearse', service: 'web', fromUs: 3, toUs: 4 }]);
  });
});

describe('the rest of the journal', () => {
  it('keeps blind spots open until they end', () => {
    expect(
      foldTimeline([blind(1, 'begin'), blind(2, 'begin'), blind(3, 'end'), blind(9, 'begin')]).blind,
    ).toMatchObject([
      { fromUs: 1, toUs: 3 },
      { fromUs: 9, toUs: null },
    ]);
  });

  it('forgets what was deleted', () => {
    const gone = at(2, {
      type: 'node',
      change: 'deleted',
      node: { name: 'w', uid: 'w', ready: false, unschedulable: false, kubeletVersion: '1' },
    });
    expect(foldTimeline([node(1, { ready: false }), gone])).toMatchObject({
      nodes: new Map(),
      unready: [{ toUs: 2 }],
    });
  });

  it('keeps probes as columns, source by source', () => {
    const probe = (seq: number, source: string): JournalRecord =>
      at(seq, { type: 'probe', probe: 'dns', source, seq, sentUs: seq, durationUs: 5, ok: seq % 2 === 0 });
    const { probes } = foldTimeline(
      Array.from({ length: 2_000 }, (_, i) => probe(i, i % 4 === 0 ? 'a' : 'b')),
    );
    expect(probes.map((one) => [one.source, one.length])).toEqual([
      ['a', 500],
      ['b', 1500],
    ]);
    expect([...(probes[0]?.sentUs.subarray(0, 3) ?? [])]).toEqual([0, 4, 8]);
  });

  it('ends when teardown begins, and remembers the time of its last record', () => {
    const teardown = at(7, { type: 'phase', phase: 'teardown', edge: 'begin' });
    expect(foldTimeline([node(5), teardown, node(9, { ready: false })])).toMatchObject({
      lastUs: 5,
      unready: [],
      phases: [],
    });
  });

  it('ignores unknown records', () => {
    expect(foldTimeline([{ atUs: 3, type: 'from-the-future' } as unknown as JournalRecord]).lastUs).toBe(3);
  });

  it('shows added records in a view at once', () => {
    const fold = new TimelineFold();
    const view = fold.view();
    fold.add(at(1, { type: 'phase', phase: 'baseline', edge: 'begin' }));
    expect(view.phases).toEqual([{ phase: 'baseline', fromUs: 1, toUs: null, outcome: null }]);
    fold.add(at(4, { type: 'phase', phase: 'baseline', edge: 'end' }));
    expect(view).toMatchObject({ lastUs: 4, phases: [{ toUs: 4, outcome: 'done' }] });
  });
});
