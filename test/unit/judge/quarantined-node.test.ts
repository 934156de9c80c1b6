import { expect, it } from 'vitest';
import type { JournalRecord } from '../../../harness/journal/records.ts';
import { judge } from '../../../harness/judge/judge.ts';
import { foldTimeline } from '../../../harness/timeline/timeline.ts';
import { journal, lane, s, scenario, stepTimes, withAccounts } from '../../support/judge/simulated-run.ts';

const left = 'worker-1';
const { uncordon } = stepTimes[1];

/** The simulated run, in which one worker stays in quarantine after its drain. */
function quarantining(record: JournalRecord): JournalRecord[] {
  if (record.type === 'inventory' && record.when === 'after')
    return [
      {
        ...record,
        nodes: record.nodes.map((node) =>
          node.name === left ? { ...node, kubeletVersion: '1.33.13', unschedulable: true } : node,
        ),
      },
    ];
  if (record.type === 'node' && record.node.name === left && record.atUs === s(uncordon)) return [];
  if (record.type !== 'intent' || record.node !== left) return [record];
  if (record.action === 'drain' && record.edge === 'end') return [{ ...record, outcome: 'failed' }];
  if (record.action === 'kubelet') return [{ ...record, action: 'quarantine' }];
  return record.action === 'uncordon' ? [] : [record];
}

it('is rejected: the roll is done, and the node is still at the old version', () => {
  const lanes = [lane({ lane: 'reused', kind: 'reused' }), lane()];
  const records = journal().flatMap(quarantining);
  const timeline = foldTimeline(withAccounts(records, lanes));
  const summary = judge({ scenario, timeline, lanes, torn: false, floor: null, tool: '0.1.0' });
  expect(summary.verdict).toBe('reject');
  const failed = summary.postChecks.filter(({ ok }) => ok === false);
  expect(failed.map(({ id }) => id)).toEqual(
    expect.arrayContaining(['nodes-at-target', 'every-node-rolled']),
  );
  expect(summary.steps.map(({ outcome }) => outcome)).toEqual(['done', 'done', 'done']);
  expect(summary.steps[1]).toMatchObject({ overlapped: false });
  const settled = summary.criteria.filter(({ id }) => id === 'settle.within');
  expect(settled[1]?.why).toContain('after the quarantine');
});
