import { describe, expect, it } from 'vitest';
import type { JournalRecord, NodeRef } from '../../../harness/journal/records.ts';
import { judge } from '../../../harness/judge/judge.ts';
import { foldTimeline } from '../../../harness/timeline/timeline.ts';
import { journal, lane, s, scenario, stepTimes, withAccounts } from '../../support/judge/simulated-run.ts';

const successor: NodeRef = {
  uid: 'worker-1b',
  name: 'worker-1b',
  slot: { pool: 'workers', role: 'worker', ordinal: 0 },
};
const { uncordon: readyS } = stepTimes[1];

/**
 * The simulated run, in which worker-1 is removed when its kubelet was replaced, and its successor joins when
 * it was uncordoned.
 */
function replacing(record: JournalRecord): readonly JournalRecord[] {
  if (record.type === 'inventory' && record.when === 'after') {
    const renamed = record.nodes.map((node) => (node.name === 'worker-1' ? { ...node, ...named } : node));
    return [{ ...record, nodes: renamed }];
  }
  if (record.type === 'node' && record.node.name === 'worker-1' && record.atUs === s(readyS))
    return [
      { ...record, change: 'deleted' },
      { ...record, change: 'added', node: { ...record.node, ...named } },
    ];
  if (record.type !== 'intent' || record.node !== 'worker-1') return [record];
  if (record.action === 'kubelet') return [{ ...record, action: 'retire' }];
  if (record.action !== 'uncordon') return [record];
  const provisioned = record.edge === 'end' ? { provisioned: successor } : {};
  return [{ ...record, action: 'provision', ...provisioned }];
}
const named = { name: successor.name, uid: successor.uid };

function judgeRecords(records: readonly JournalRecord[]) {
  const lanes = [lane({ lane: 'reused', kind: 'reused' }), lane()];
  const timeline = foldTimeline(withAccounts([...records], lanes));
  return judge({ scenario, timeline, lanes, torn: false, floor: null, tool: '0.1.0' });
}
const replaced = () => journal().flatMap(replacing);

describe('a run that replaced a node', () => {
  it('is approved as one that upgraded it in place, with the same recovery', () => {
    const summary = judgeRecords(replaced());
    expect(summary.postChecks.filter(({ ok }) => ok !== true)).toEqual([]);
    expect(summary.verdict).toBe('approve');
    expect(summary.steps.map(({ settledMs }) => settledMs)).toEqual(
      judgeRecords(journal()).steps.map(({ settledMs }) => settledMs),
    );
    const settled = summary.criteria.filter(({ id }) => id === 'settle.within');
    expect(settled.map(({ why }) => why)).toEqual([
      expect.stringContaining('after the uncordon'),
      expect.stringContaining('after the replacement'),
      expect.stringContaining('after the uncordon'),
    ]);
  });

  it('is rejected if the new node is gone, or the old one still exists', () => {
    const after = (change: (name: string) => string) =>
      replaced().map((record) =>
        record.type === 'inventory' && record.when === 'after'
          ? { ...record, nodes: record.nodes.map((node) => ({ ...node, name: change(node.name) })) }
          : record,
      );
    const summary = judgeRecords(after((name) => (name === 'worker-1b' ? 'worker-1' : name)));
    expect(summary.verdict).toBe('reject');
    expect(summary.postChecks.find(({ id }) => id === 'nodes-at-target')).toMatchObject({
      ok: false,
      detail: 'worker-1b is gone; worker-1 was retired and is still there',
    });
  });
});
