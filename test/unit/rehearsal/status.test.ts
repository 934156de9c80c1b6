import { describe, expect, it } from 'vitest';
import type { JournalEntry, NodeState } from '../../../harness/journal/records.ts';
import type { RunningLoad } from '../../../harness/load/index.ts';
import type { PhaseEstimate } from '../../../harness/plan/estimate.ts';
import { createStatus } from '../../../harness/rehearsal/status.ts';
import { foldTimeline } from '../../../harness/timeline/timeline.ts';

const estimates: readonly PhaseEstimate[] = [
  { phase: 'baseline', expectedMs: 60_000, because: 'load.baseline' },
  { phase: 'upgrade', expectedMs: 300_000, because: 'three nodes' },
  { phase: 'recovery', expectedMs: 30_000, because: 'load.recovery' },
];

/** One record per second. */
function timeline(...entries: JournalEntry[]) {
  return foldTimeline(entries.map((entry, second) => ({ atUs: second * 1e6, ...entry })));
}

const intent = {
  type: 'intent',
  step: 1,
  repeat: 0,
  node: 'a-worker',
  slot: { pool: 'workers', role: 'worker', ordinal: 0 },
} as const;
const node: NodeState = {
  name: 'a-worker',
  uid: 'u',
  ready: false,
  unschedulable: true,
  kubeletVersion: '1.33.13',
};

describe('the status', () => {
  it('is empty before anything was recorded', () => {
    expect(createStatus(timeline(), 5e6, estimates, null)).toEqual({
      elapsedMs: 5_000,
      leftMs: null,
      step: null,
      nodes: [],
      lanes: [],
      unmet: [],
    });
  });

  it('shows the action and its node, and the state of the nodes', () => {
    const during = timeline(
      { ...intent, action: 'step', edge: 'begin' },
      { ...intent, action: 'cordon', edge: 'begin' },
      { ...intent, action: 'cordon', edge: 'end', outcome: 'done' },
      { ...intent, action: 'drain', edge: 'begin' },
      { type: 'node', change: 'modified', node },
    );
    expect(createStatus(during, 5e6, estimates, null)).toMatchObject({
      step: 'a-worker: drain',
      nodes: [{ name: 'a-worker', version: '1.33.13', ready: false, schedulable: false }],
    });
  });

  it('shows the action of each node that goes side by side with the last one', () => {
    const first = { ...intent, step: 0, node: 'a-worker0' };
    const second = { ...intent, group: 1 };
    const third = { ...intent, group: 1, step: 2, node: 'a-worker2' };
    const during = [
      { ...first, action: 'drain', edge: 'begin' },
      { ...second, action: 'drain', edge: 'begin' },
      { ...third, action: 'cordon', edge: 'begin' },
    ] as const;
    const stepAfter = (...more: JournalEntry[]) =>
      createStatus(timeline(...during, ...more), 5e6, estimates, null).step;
    expect(stepAfter()).toBe('a-worker: drain, a-worker2: cordon');
    expect(stepAfter({ ...third, action: 'cordon', edge: 'end', outcome: 'done' })).toBe('a-worker: drain');
  });

  it('names nodes by their short names, also in conditions that it waits for', () => {
    const cluster = { type: 'cluster', name: 'a', nodes: [], apiServers: [] } as const;
    const unmet = ['node a-worker is cordoned'];
    const waiting = timeline(
      cluster,
      { type: 'node', change: 'modified', node },
      { type: 'validation', step: 1, ok: false, inARow: 0, unmet },
    );
    expect(createStatus(waiting, 5e6, estimates, null)).toMatchObject({
      nodes: [{ name: 'worker-1' }],
      unmet: ['node worker-1 is cordoned'],
    });
  });

  it('shows nothing of a step that is complete', () => {
    const through = timeline(
      { ...intent, action: 'step', edge: 'begin' },
      { ...intent, action: 'drain', edge: 'begin' },
      { ...intent, action: 'drain', edge: 'end', outcome: 'done' },
      { ...intent, action: 'step', edge: 'end', outcome: 'done' },
    );
    expect(createStatus(through, 5e6, estimates, null).step).toBeNull();
  });

  it('says what a rolling command does while that is about no step, and nothing once it has ended', () => {
    const command = { type: 'roll-command', command: ['kops', 'rolling-update', 'cluster'] } as const;
    const line = { type: 'roll-line', command: 'kops', node: null, instance: null, pool: null } as const;
    const text = 'I1130 05:12:17.123456   12345 instancegroups.go:311] Validating the cluster.';
    const running = [
      { ...command, edge: 'begin' },
      { ...line, what: 'validating', text },
      { ...line, what: null, text: 'something else' },
    ] as const;
    const stepAt = (count: number, ...more: JournalEntry[]) =>
      createStatus(timeline(...running.slice(0, count), ...more), 5e6, estimates, null).step;
    expect(stepAt(1)).toBe('kops rolling-update cluster');
    expect(stepAt(3)).toBe('kops: Validating the cluster.');
    expect(stepAt(3, { ...command, edge: 'end', outcome: 'done', exitCode: 0 })).toBeNull();
  });

  it('estimates the rest of the running phase and of those after it, and never less than zero', () => {
    const baseline = timeline({ type: 'phase', phase: 'baseline', edge: 'begin' });
    expect(createStatus(baseline, 20e6, estimates, null).leftMs).toBe(370_000);
    expect(createStatus(baseline, 900e6, estimates, null).leftMs).toBe(330_000);
    const between = timeline(
      { type: 'phase', phase: 'baseline', edge: 'begin' },
      { type: 'phase', phase: 'baseline', edge: 'end', outcome: 'done' },
    );
    expect(createStatus(between, 20e6, estimates, null).leftMs).toBeNull();
  });

  it("shows what a gate waits for, and the load generator's latest record", () => {
    const validation = { type: 'validation', step: 1, inARow: 0 } as const;
    const unmet = ['node a-worker is not Ready'];
    const lanes = [
      { target: 'web', lane: 'fresh', ratePerS: 99, failed: 1, slow: 0, scheduled: 100, p50Ms: 1, p99Ms: 2 },
    ];
    const load = { live: () => lanes } as unknown as RunningLoad;
    expect(createStatus(timeline({ ...validation, ok: false, unmet }), 1e6, [], load)).toMatchObject({
      unmet,
      lanes,
    });
    const held = timeline({ ...validation, ok: false, unmet }, { ...validation, ok: true, unmet: [] });
    expect(createStatus(held, 1e6, [], null).unmet).toEqual([]);
  });
});
