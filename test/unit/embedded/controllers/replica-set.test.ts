import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { ApiFailure } from '../../../../harness/embedded/client/client.ts';
import { inDeletionOrder } from '../../../../harness/embedded/controllers/replica-set/deletion-order.ts';
import { runReplicaSetController } from '../../../../harness/embedded/controllers/replica-set.ts';
import type { Pod } from '../../../../harness/embedded/objects.ts';
import { kubelet, replicaSet } from '../../../support/embedded/controllers/workloads.ts';
import { type MemoryApiOptions, memoryApi } from '../../../support/embedded/memory-api.ts';

const web = { namespace: 'default', name: 'web' };

function started(options: MemoryApiOptions = {}) {
  const api = memoryApi(options);
  const ended = new AbortController();
  const controller = runReplicaSetController({ api, signal: ended.signal });
  return { api, ...kubelet(api), [Symbol.asyncDispose]: () => controller[Symbol.asyncDispose]() };
}
const active = (pods: readonly Pod[]) =>
  pods.filter(({ metadata }) => metadata.deletionTimestamp === undefined);

describe('the ReplicaSet controller', () => {
  it('creates missing pods from the template, with an owner reference, and an event', async () => {
    await using run = started();
    await run.api.create('ReplicaSet', replicaSet(3));
    await vi.waitFor(() => expect(run.api.store.get('ReplicaSet', web)?.status?.replicas).toBe(3));
    const set = run.api.store.get('ReplicaSet', web);
    for (const pod of run.pods()) {
      expect(pod.metadata.name).toMatch(/^web-/);
      expect(pod.metadata.labels).toEqual({ app: 'web' });
      expect(pod.metadata.ownerReferences).toEqual([
        {
          apiVersion: 'apps/v1',
          kind: 'ReplicaSet',
          name: 'web',
          uid: set?.metadata.uid,
          controller: true,
          blockOwnerDeletion: true,
        },
      ]);
    }
    expect(set?.status).toEqual({ replicas: 3, fullyLabeledReplicas: 3, observedGeneration: 1 });
    await vi.waitFor(() =>
      expect(run.api.store.all('Event').map(({ reason }) => reason)).toEqual(
        Array(3).fill('SuccessfulCreate'),
      ),
    );
  });

  it('counts ready and available pods, available after minReadySeconds', async () => {
    let nowMs = Date.parse('2026-01-01T00:00:00Z');
    const api = memoryApi();
    await using _ = runReplicaSetController({ api, signal: new AbortController().signal, now: () => nowMs });
    await api.create('ReplicaSet', replicaSet(1, { minReadySeconds: 1 }));
    const { pods, run } = kubelet(api);
    await vi.waitFor(() => expect(pods()).toHaveLength(1));
    for (const pod of pods()) run(pod);
    await vi.waitFor(() => expect(api.store.get('ReplicaSet', web)?.status?.readyReplicas).toBe(1));
    expect(api.store.get('ReplicaSet', web)?.status?.availableReplicas).toBeUndefined();
    nowMs += 1_000;
    await vi.waitFor(() => expect(api.store.get('ReplicaSet', web)?.status?.availableReplicas).toBe(1), {
      timeout: 5_000,
    });
  });

  it('replaces pods that end, fail or are deleted', async () => {
    await using run = started();
    await run.api.create('ReplicaSet', replicaSet(2));
    await vi.waitFor(() => expect(run.pods()).toHaveLength(2));
    for (const pod of run.pods()) run.run(pod);
    const [first, second] = run.pods();
    if (first === undefined || second === undefined) throw new Error('two pods');
    run.fail(first);
    await run.api.delete('Pod', second.metadata);
    await vi.waitFor(() => expect(active(run.pods())).toHaveLength(3));
    expect(run.pods()).toHaveLength(4);
  });

  it('adopts matching orphans and releases pods that no longer match', async () => {
    await using run = started();
    const orphan = await run.api.create('Pod', {
      metadata: { ...web, name: 'lonely', labels: { app: 'web' } },
    });
    await run.api.create('ReplicaSet', replicaSet(2));
    await vi.waitFor(() => expect(run.pods()).toHaveLength(2));
    const adopted = run.api.store.get('Pod', orphan.metadata);
    expect(adopted?.metadata.ownerReferences).toMatchObject([{ kind: 'ReplicaSet', controller: true }]);
    await run.api.patch('Pod', orphan.metadata, { metadata: { labels: { app: 'other' } } });
    await vi.waitFor(() => expect(run.pods()).toHaveLength(3));
    await vi.waitFor(() =>
      expect(run.api.store.get('Pod', orphan.metadata)?.metadata.ownerReferences).toEqual([]),
    );
  });

  it('reports why it cannot create, and keeps retrying', async () => {
    let forbidden = true;
    await using run = started({
      before: ({ verb, kind }) => {
        if (forbidden && verb === 'create' && kind === 'Pod')
          throw new ApiFailure(403, 'Forbidden', 'no pods today');
      },
    });
    await run.api.create('ReplicaSet', replicaSet(2));
    await vi.waitFor(() =>
      expect(run.api.store.get('ReplicaSet', web)?.status?.conditions).toMatchObject([
        { type: 'ReplicaFailure', status: 'True', reason: 'FailedCreate', message: 'no pods today' },
      ]),
    );
    forbidden = false;
    await vi.waitFor(() => expect(run.pods()).toHaveLength(2));
    await vi.waitFor(() => expect(run.api.store.get('ReplicaSet', web)?.status?.conditions).toBeUndefined());
  });

  it('creates no duplicates and never deletes too many, however late its watches and whatever fails', async () => {
    const plan = fc.record({
      counts: fc.array(fc.integer({ min: 0, max: 6 }), { minLength: 1, maxLength: 6 }),
      delays: fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 1, maxLength: 40 }),
      failures: fc.array(fc.boolean(), { maxLength: 7 }),
    });
    await fc.assert(
      fc.asyncProperty(plan, async ({ counts, delays, failures }) => {
        let call = 0;
        await using run = started({
          before: async ({ verb, kind }) => {
            call++;
            for (let turn = delays[call % delays.length] ?? 0; turn > 0; turn--)
              await new Promise(setImmediate);
            if (['create', 'delete', 'updateStatus'].includes(verb) && kind !== 'Event' && failures.pop())
              throw new ApiFailure(0, '', 'broken');
          },
        });
        let most = 0;
        let created = 0;
        run.api.store.onChange(({ kind, type }) => {
          if (kind === 'Pod' && type === 'ADDED') created++;
          most = Math.max(most, active(run.pods()).length);
        });
        run.api.store.put('ReplicaSet', {
          ...replicaSet(counts[0] ?? 0),
          metadata: {
            ...web,
            uid: 'set',
            resourceVersion: '',
            creationTimestamp: '2026-01-01T00:00:00Z',
            generation: 1,
          },
        });
        for (const [index, count] of counts.entries()) {
          const current = run.api.store.get('ReplicaSet', web);
          if (current?.spec === undefined) throw new Error('the set has gone');
          run.api.store.put('ReplicaSet', {
            ...current,
            metadata: { ...current.metadata, generation: index + 2 },
            spec: { ...current.spec, replicas: count },
          });
          await vi.waitFor(
            () => {
              run.turn();
              const status = run.api.store.get('ReplicaSet', web)?.status;
              expect([status?.observedGeneration, status?.replicas, run.pods().length]).toEqual([
                index + 2,
                count,
                count,
              ]);
            },
            { interval: 1, timeout: 10_000 },
          );
        }
        expect(most).toBe(Math.max(...counts));
        const wanted = counts.reduce(
          (sum, count, index) => sum + Math.max(0, count - (counts[index - 1] ?? 0)),
          0,
        );
        expect(created).toBe(wanted);
      }),
      { numRuns: 25 },
    );
  });
});

describe('the order in which pods are deleted', () => {
  const nowMs = Date.parse('2026-01-01T01:00:00Z');
  const pod = (
    name: string,
    over: {
      node?: string;
      phase?: string;
      readyAt?: string | null;
      cost?: string;
      restarts?: number;
      created?: string;
    } = {},
  ): Pod => {
    const { node = 'n1', phase = 'Running', readyAt = '2026-01-01T00:00:10Z', restarts = 0 } = over;
    return {
      metadata: {
        name,
        uid: name,
        resourceVersion: '1',
        creationTimestamp: over.created ?? '2026-01-01T00:00:00Z',
        ...(over.cost === undefined
          ? {}
          : { annotations: { 'controller.kubernetes.io/pod-deletion-cost': over.cost } }),
      },
      spec: { containers: [], ...(node === '' ? {} : { nodeName: node }) },
      status: {
        phase,
        conditions: readyAt === null ? [] : [{ type: 'Ready', status: 'True', lastTransitionTime: readyAt }],
        containerStatuses: [{ name: 'web', image: '', imageID: '', ready: true, restartCount: restarts }],
      },
    };
  };

  it('is the documented one', () => {
    const unassigned = pod('unassigned', { node: '', phase: 'Pending', readyAt: null });
    const pending = pod('pending', { phase: 'Pending', readyAt: null });
    const unready = pod('unready', { readyAt: null });
    const cheap = pod('cheap', { cost: '-5' });
    const doubled = pod('doubled', { node: 'n2' });
    const young = pod('young', { readyAt: '2026-01-01T00:59:59Z' });
    const restarted = pod('restarted', { restarts: 3 });
    const created = pod('created', { created: '2026-01-01T00:59:00Z' });
    const plain = pod('plain');
    const dear = pod('dear', { cost: '9' });
    const all = [dear, plain, created, restarted, young, doubled, cheap, unready, pending, unassigned];
    const related = [
      ...all.filter(({ spec }) => spec?.nodeName !== 'n1'),
      ...Array.from({ length: 8 }, () => doubled),
    ];
    expect(inDeletionOrder(all, related, nowMs).map(({ metadata }) => metadata.name)).toEqual([
      'unassigned',
      'pending',
      'unready',
      'cheap',
      'doubled',
      'young',
      'restarted',
      'created',
      'plain',
      'dear',
    ]);
  });
});
