import { describe, expect, it } from 'vitest';
import type { JournalEntry, JournalRecord, PodState } from '../../../harness/journal/records.ts';
import { foldTimeline } from '../../../harness/timeline/timeline.ts';

const at = (atUs: number, entry: JournalEntry): JournalRecord => ({ atUs, ...entry });
const pod = (atUs: number, uid: string, over: Partial<PodState> = {}): JournalRecord =>
  at(atUs, {
    type: 'pod',
    change: 'modified',
    pod: {
      ...{ uid, namespace: 'shop', name: 'import', node: 'w', phase: 'Running', ready: true },
      ...{ terminating: false, ip: null, owner: 'Job/import', restarts: 0, images: [], waiting: null },
      ...over,
    },
  });
const evicted = (atUs: number, uid: string): JournalRecord =>
  at(atUs, {
    ...{ type: 'eviction', step: 1, namespace: 'shop', pod: 'import', uid, node: 'w' },
    result: 'accepted',
  });
const foldUids = (...records: JournalRecord[]) => foldTimeline(records).evicted.map((one) => one.pod.uid);

describe('pods that drains evicted', () => {
  it('are those with the evicted uid, whatever else has the name', () => {
    expect(foldUids(pod(1, 'a'), pod(2, 'b'), evicted(3, 'b'))).toEqual(['b']);
  });

  it("are not a Job's that succeeded nevertheless; a bare pod that ended well is gone", () => {
    expect(foldUids(pod(1, 'a'), evicted(2, 'a'), pod(3, 'a', { phase: 'Failed' }))).toEqual(['a']);
    expect(foldUids(pod(1, 'a'), evicted(2, 'a'), pod(3, 'a', { phase: 'Succeeded' }))).toEqual([]);
    const bare = { owner: null };
    expect(
      foldUids(pod(1, 'a', bare), evicted(2, 'a'), pod(3, 'a', { ...bare, phase: 'Succeeded' })),
    ).toEqual(['a']);
  });
});
