import { describe, expect, it } from 'vitest';
import type { JournalRecord } from '../../../../harness/journal/records.ts';
import { groupSideBySide, mergeSteps } from '../../../../harness/judge/harm/side-by-side.ts';
import { judge } from '../../../../harness/judge/judge.ts';
import type { Step } from '../../../../harness/timeline/model.ts';
import { foldTimeline } from '../../../../harness/timeline/timeline.ts';
import { failing, journal, lane, s, scenario, withAccounts } from '../../../support/judge/simulated-run.ts';

const bound = (atUs: number) => ({ atUs, knownFrom: 'intent' as const });
const step = (index: number, over: Partial<Step> = {}): Step => ({
  index,
  repeat: 0,
  node: `worker-${index}`,
  slot: { pool: 'workers', role: 'worker', ordinal: index },
  group: 0,
  actions: [{ action: 'step', fromUs: index, toUs: 100 + index, outcome: 'done', detail: null }],
  outcome: 'done',
  began: bound(index),
  cordoned: bound(10 + index),
  uncordoned: bound(100 - index),
  retired: null,
  provisioned: [],
  ...over,
});

describe('steps that went side by side', () => {
  it('are one group, in the order in which they began', () => {
    const alone: Step = { ...step(2), group: 1 };
    const groups = groupSideBySide([alone, step(1), step(0), { ...step(3), repeat: 1 }]);
    expect(groups.map((group) => group.map(({ node }) => node))).toEqual([
      ['worker-0', 'worker-1'],
      ['worker-2'],
      ['worker-3'],
    ]);
  });

  it('end as the worst of them, and release their nodes with the last', () => {
    expect(mergeSteps([step(0), step(1)])).toMatchObject({
      node: 'worker-0, worker-1',
      outcome: 'done',
      began: { atUs: 0 },
      cordoned: { atUs: 10 },
      uncordoned: { atUs: 100 },
    });
    expect(mergeSteps([step(0), step(1, { outcome: 'failed', uncordoned: null })])).toMatchObject({
      outcome: 'failed',
      uncordoned: null,
    });
    expect(mergeSteps([step(0), step(1, { outcome: null })]).outcome).toBeNull();
    const replaced = { uncordoned: null, retired: bound(50) };
    expect(mergeSteps([step(0, replaced), step(1, { ...replaced, retired: bound(60) })]).retired).toEqual(
      bound(60),
    );
    expect(mergeSteps([step(0, replaced), step(1, { ...replaced, outcome: 'failed' })]).retired).toBeNull();
  });

  it('stay as they are where each went alone', () => {
    const { group: _, ...alone } = step(0);
    expect(mergeSteps([alone])).toBe(alone);
    expect(groupSideBySide([alone, { ...alone, index: 1 }])).toHaveLength(2);
  });
});

describe('a run whose workers were rolled side by side', () => {
  /** Worker 2 goes with worker 1, a second later. */
  const earlier = (record: JournalRecord): JournalRecord => {
    const earlierUs = (name: string) => (name === 'worker-2' ? s(49) : 0);
    if (record.type === 'node' && record.change === 'modified')
      return { ...record, atUs: record.atUs - earlierUs(record.node.name) };
    if (record.type !== 'intent' || record.node === 'cp-1') return record;
    return { ...record, atUs: record.atUs - earlierUs(record.node), group: 1 };
  };
  const records = journal()
    .map(earlier)
    .toSorted((a, b) => a.atUs - b.atUs);
  const judged = (lanes: Parameters<typeof withAccounts>[1]) =>
    judge({
      scenario,
      timeline: foldTimeline(withAccounts([...records], lanes)),
      ...{ lanes, torn: false, floor: null, tool: '0.1.0' },
    });

  it('has one window for both, with requests enough, and counts them as one', () => {
    const { steps, proves, postChecks } = judged([lane({ lane: 'reused', kind: 'reused' }), lane()]);
    expect(steps.map(({ node }) => node)).toEqual(['cp-1', 'worker-1, worker-2']);
    expect(proves).toMatchObject({ steps: 2, badSteps: 0 });
    expect(postChecks.find(({ id }) => id === 'enough-requests')).toMatchObject({ ok: true });
  });

  it('counts from the last release, and as a bad step where one of them is in quarantine', () => {
    const left = (record: JournalRecord): JournalRecord[] => {
      if (record.type === 'node' && record.change === 'modified' && record.node.name === 'worker-1')
        return record.node.unschedulable ? [record] : [];
      if (record.type !== 'intent' || record.node !== 'worker-1') return [record];
      if (record.action === 'kubelet') return [{ ...record, action: 'quarantine' }];
      return record.action === 'uncordon' ? [] : [record];
    };
    const lanes = [lane({ lane: 'reused', kind: 'reused' }), lane()];
    const { steps, proves } = judge({
      scenario,
      timeline: foldTimeline(withAccounts(records.flatMap(left), lanes)),
      ...{ lanes, torn: false, floor: null, tool: '0.1.0' },
    });
    expect(steps.map(({ outcome }) => outcome)).toEqual(['done', 'done']);
    expect(steps[1]?.settledMs).not.toBeNull();
    expect(proves).toMatchObject({ steps: 2, badSteps: 1 });
  });

  it('charges them with the harm once', () => {
    const { steps, proves } = judged([
      lane({ lane: 'reused', kind: 'reused' }),
      lane({ behaviour: failing(240, 242) }),
    ]);
    expect(proves).toMatchObject({ steps: 2, badSteps: 1 });
    expect(steps.map(({ worst }) => (worst?.badMs ?? 0) > 1_000)).toEqual([false, true]);
  });
});
