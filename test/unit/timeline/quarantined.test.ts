import { describe, expect, it } from 'vitest';
import type { Action, Edge, JournalEntry, JournalRecord, NodeRef } from '../../../harness/journal/records.ts';
import { expectedVersions, listQuarantined } from '../../../harness/timeline/members.ts';
import { findQuarantine } from '../../../harness/timeline/quarantined.ts';
import { findRelease } from '../../../harness/timeline/steps.ts';
import { foldTimeline } from '../../../harness/timeline/timeline.ts';

const at = (atUs: number, entry: JournalEntry): JournalRecord => ({ atUs, ...entry }) as JournalRecord;
const slot = { pool: 'workers', role: 'worker', ordinal: 0 } as const;
const worker: NodeRef = { uid: 'uid-w', name: 'w', slot };
const intent = (atUs: number, action: Action, edge: Edge, outcome: 'done' | 'failed' = 'done') =>
  at(atUs, {
    ...{ type: 'intent', step: 0, repeat: 0, node: 'w', slot, action, edge },
    ...(edge === 'end' && { outcome }),
  });
const node = (atUs: number, unschedulable: boolean) =>
  at(atUs, {
    type: 'node',
    change: 'modified',
    node: { name: 'w', uid: 'uid-w', ready: true, unschedulable, kubeletVersion: '1.33.13' },
  });

const untilDrain = [
  at(1, { type: 'cluster', name: 'c', nodes: [worker], apiServers: [] }),
  node(2, false),
  intent(10, 'step', 'begin'),
  intent(11, 'cordon', 'begin'),
  node(12, true),
  intent(13, 'cordon', 'end'),
  intent(14, 'drain', 'begin'),
  intent(40, 'drain', 'end', 'failed'),
];
const quarantined = [
  ...untilDrain,
  intent(41, 'quarantine', 'begin'),
  intent(42, 'quarantine', 'end'),
  intent(43, 'step', 'end'),
];

describe('a step that leaves its node in quarantine', () => {
  it('is done, and released with the quarantine', () => {
    const { steps } = foldTimeline(quarantined);
    expect(steps[0]).toMatchObject({ outcome: 'done', uncordoned: null });
    expect(steps.map(findRelease)).toEqual([{ atUs: 42, knownFrom: 'intent' }]);
    expect(steps.map(findQuarantine)).toEqual([{ atUs: 42, knownFrom: 'intent' }]);
  });

  it('leaves it at its version, without a cordon that counts', () => {
    const timeline = foldTimeline([...quarantined, node(50, true)]);
    expect([...expectedVersions(timeline, '1.33.13', '1.34.4')]).toEqual([['w', '1.33.13']]);
    expect([...listQuarantined(timeline)]).toEqual(['w']);
    expect(timeline.unready).toMatchObject([{ subject: 'node w', fromUs: 12, toUs: 42 }]);
  });

  it('is none before that, and none if the node could not be marked', () => {
    for (const records of [
      untilDrain,
      [...untilDrain, intent(41, 'quarantine', 'begin'), intent(42, 'quarantine', 'end', 'failed')],
    ]) {
      const timeline = foldTimeline(records);
      expect(timeline.steps.map(findQuarantine)).toEqual([null]);
      expect(timeline.steps.map(findRelease)).toEqual([null]);
      expect([...listQuarantined(timeline)]).toEqual([]);
      expect(timeline.unready).toMatchObject([{ subject: 'node w', toUs: null }]);
    }
  });
});
