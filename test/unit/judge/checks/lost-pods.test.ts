import { describe, expect, it } from 'vitest';
import type { JournalEntry, JournalRecord, PodState } from '../../../../harness/journal/records.ts';
import { evictedPodsMadeAgain } from '../../../../harness/judge/checks/lost-pods.ts';
import type { Evidence } from '../../../../harness/judge/evidence.ts';
import { reasonsText } from '../../../../harness/reasons/reason.ts';
import { foldTimeline } from '../../../../harness/timeline/timeline.ts';

const pod = (name: string, over: Partial<PodState> = {}): PodState => ({
  ...{ uid: name, namespace: 'shop', name, node: 'w', phase: 'Running', ready: true, terminating: false },
  ...{ ip: null, owner: null, restarts: 0, images: [], waiting: null },
  ...over,
});
/** Of kube-system's pods alone. */
const inventory = (when: 'before' | 'after'): JournalEntry => ({
  ...{ type: 'inventory', when, version: '1.34.4', nodes: [], expected: [], pods: [] },
});

/**
 * The check's result for pods that a drain evicted, those after the roll (null: the run was cut short), and
 * those that existed only meanwhile.
 */
function checked(
  evicted: readonly PodState[],
  after: readonly PodState[] | null,
  meanwhile: readonly PodState[] = [],
) {
  const entries: JournalEntry[] = [
    inventory('before'),
    ...evicted.map((state): JournalEntry => ({ type: 'pod', change: 'added', pod: state })),
    ...evicted.map(
      ({ namespace, name, uid }): JournalEntry => ({
        ...{ type: 'eviction', step: 1, namespace, pod: name, uid, node: 'worker-1', result: 'accepted' },
      }),
    ),
    ...(['added', 'deleted'] as const).flatMap((change) =>
      meanwhile.map((state): JournalEntry => ({ type: 'pod', change, pod: state })),
    ),
    ...(after ?? []).map((state): JournalEntry => ({ type: 'pod', change: 'added', pod: state })),
    ...(after === null ? [] : [inventory('after')]),
  ];
  const records = entries.map((entry, index) => ({ atUs: index, ...entry }) as JournalRecord);
  const { ok, reasons, rejects } = evictedPodsMadeAgain({ timeline: foldTimeline(records) } as Evidence);
  return { ok, detail: reasonsText(reasons), rejects };
}

describe('pods that drains evicted', () => {
  it('are lost if nothing creates them again: a bare pod, and one of a Job that creates no more', () => {
    const lost = [pod('bare'), pod('import-x', { owner: 'Job/import' })];
    expect(checked(lost, [])).toEqual({
      ok: false,
      rejects: true,
      detail:
        'the drain of worker-1 ended the pod shop/bare for good: it has no controller; the drain of worker-1 ended the pod shop/import-x of Job/import, which has made no other one',
    });
  });

  it('are replaced by a controller, a Job, or somebody else', () => {
    const evicted = [pod('web-1', { owner: 'ReplicaSet/web' }), pod('x', { owner: 'Job/j' }), pod('bare')];
    const after = [pod('y', { owner: 'Job/j' }), pod('bare', { uid: 'another' })];
    expect(checked(evicted, after).ok).toBe(true);
  });

  it("are replaced even if a Job's new pod has ended and gone since", () => {
    const lost = [pod('import-x', { owner: 'Job/import' })];
    expect(checked(lost, [], [pod('import-y', { owner: 'Job/import' })]).ok).toBe(true);
    expect(checked(lost, [], [pod('other-y', { owner: 'Job/other' })]).ok).toBe(false);
  });

  it('are ignored if they had ended, or belong to the system', () => {
    const ended = pod('done', { phase: 'Succeeded', owner: 'Job/j' });
    expect(checked([ended, pod('s', { namespace: 'kube-system' })], []).ok).toBe(true);
  });

  it('are not judged if the run was cut short', () => {
    expect(checked([pod('bare')], null).ok).toBe(null);
  });
});
