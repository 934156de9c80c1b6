import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { ApiFailure } from '../../../../harness/embedded/client/client.ts';
import { isReady } from '../../../../harness/embedded/conditions.ts';
import { resolveBounds } from '../../../../harness/embedded/controllers/deployment/bounds.ts';
import { runDeploymentController } from '../../../../harness/embedded/controllers/deployment.ts';
import { runReplicaSetController } from '../../../../harness/embedded/controllers/replica-set.ts';
import type { Deployment, Pod } from '../../../../harness/embedded/objects.ts';
import { deployment, kubelet, template } from '../../../support/embedded/controllers/workloads.ts';
import { type MemoryApiOptions, memoryApi } from '../../../support/embedded/memory-api.ts';

const web = { namespace: 'default', name: 'web' };
const waiting = { interval: 1, timeout: 10_000 };
type Spec = NonNullable<Deployment['spec']>;

function started(options: MemoryApiOptions = {}) {
  const api = memoryApi(options);
  const { signal } = new AbortController();
  const controllers = new AsyncDisposableStack();
  const now = options.now === undefined ? {} : { now: options.now };
  controllers.use(runReplicaSetController({ api, signal, ...now }));
  controllers.use(runDeploymentController({ api, signal, ...now }));
  const pods = kubelet(api);
  const read = () => {
    const found = api.store.get('Deployment', web);
    if (found === undefined) throw new Error('the Deployment has gone');
    return found;
  };
  const change = async (spec: Partial<Spec>) => {
    const current = await api.get('Deployment', web);
    if (current.spec !== undefined)
      await api.update('Deployment', { ...current, spec: { ...current.spec, ...spec } });
  };
  /** By the rules of `kubectl rollout status`. */
  const complete = () => {
    pods.turn();
    const { spec, status, metadata } = read();
    expect(status?.observedGeneration).toBe(metadata.generation);
    for (const count of [status?.updatedReplicas, status?.replicas, status?.availableReplicas])
      expect(count ?? 0).toBe(spec?.replicas);
  };
  return {
    api,
    ...pods,
    read,
    change,
    sets: () => api.store.all('ReplicaSet'),
    done: () => vi.waitFor(complete, waiting),
    condition: (type: string) => read().status?.conditions?.find((one) => one.type === type),
    images: () => pods.pods().map(({ spec }) => spec?.containers[0]?.image),
    [Symbol.asyncDispose]: () => controllers.disposeAsync(),
  };
}

describe('the Deployment controller', () => {
  it('creates a ReplicaSet from the template, with its hash and revision', async () => {
    await using run = started();
    await run.api.create('Deployment', deployment(2));
    await run.done();
    const [set] = run.sets();
    const hash = set?.metadata.labels?.['pod-template-hash'] ?? '';
    expect(hash).toMatch(/^[bcdfghjklmnpqrstvwxz2456789]{1,10}$/);
    expect(set?.metadata.name).toBe(`web-${hash}`);
    expect(set?.spec?.selector.matchLabels).toEqual({ app: 'web', 'pod-template-hash': hash });
    expect(set?.metadata.annotations).toEqual({
      'deployment.kubernetes.io/desired-replicas': '2',
      'deployment.kubernetes.io/max-replicas': '3',
      'deployment.kubernetes.io/revision': '1',
    });
    expect(run.read().metadata.annotations).toEqual({ 'deployment.kubernetes.io/revision': '1' });
    await vi.waitFor(() =>
      expect(run.condition('Progressing')).toMatchObject({
        status: 'True',
        reason: 'NewReplicaSetAvailable',
      }),
    );
    expect(run.condition('Available')).toMatchObject({ status: 'True', reason: 'MinimumReplicasAvailable' });
    await vi.waitFor(() =>
      expect(run.api.store.all('Event').map(({ message }) => message)).toContain(
        `Scaled up replica set web-${hash} from 0 to 2`,
      ),
    );
  });

  it('rolls to a new template, and back to the old ReplicaSet as a newer revision', async () => {
    await using run = started();
    await run.api.create('Deployment', deployment(3));
    await run.done();
    const [first] = run.sets();
    await run.change({ template: template('web:2') });
    await run.done();
    expect(run.images()).toEqual(Array(3).fill('web:2'));
    expect(run.sets()).toHaveLength(2);
    await run.change({ template: template('web:1') });
    await run.done();
    expect(run.images()).toEqual(Array(3).fill('web:1'));
    expect(run.sets()).toHaveLength(2);
    const back = run.sets().find(({ metadata }) => metadata.uid === first?.metadata.uid);
    expect(back?.metadata.annotations).toMatchObject({
      'deployment.kubernetes.io/revision': '3',
      'deployment.kubernetes.io/revision-history': '1',
    });
    expect(run.read().metadata.annotations?.['deployment.kubernetes.io/revision']).toBe('3');
  });

  it('restarts by an annotation of the template, and keeps revisionHistoryLimit old ReplicaSets', async () => {
    await using run = started();
    await run.api.create('Deployment', deployment(1, { revisionHistoryLimit: 1 }));
    for (const restartedAt of ['1', '2', '3']) {
      await run.done();
      const annotations = { 'kubectl.kubernetes.io/restartedAt': restartedAt };
      await run.change({ template: { ...template(), metadata: { labels: { app: 'web' }, annotations } } });
    }
    await run.done();
    await vi.waitFor(() => {
      const revisions = run
        .sets()
        .map(({ metadata }) => metadata.annotations?.['deployment.kubernetes.io/revision']);
      expect(revisions.toSorted()).toEqual(['3', '4']);
    });
  });

  it('never runs old and new pods at the same time with Recreate', async () => {
    await using run = started();
    await run.api.create('Deployment', deployment(2, { strategy: { type: 'Recreate' } }));
    await run.done();
    const mixed: unknown[] = [];
    run.api.store.onChange(() => {
      if (new Set(run.images()).size > 1) mixed.push(run.images());
    });
    await run.change({ template: template('web:2') });
    await run.done();
    expect(run.images()).toEqual(['web:2', 'web:2']);
    expect(mixed).toEqual([]);
  });

  it('scales while paused but does not roll, and continues when resumed', async () => {
    await using run = started();
    await run.api.create('Deployment', deployment(2));
    await run.done();
    await run.change({ paused: true, replicas: 3, template: template('web:2') });
    await vi.waitFor(() => {
      run.turn();
      expect(run.read().status?.availableReplicas).toBe(3);
    }, waiting);
    expect(run.condition('Progressing')).toMatchObject({ status: 'Unknown', reason: 'DeploymentPaused' });
    expect(run.images()).toEqual(Array(3).fill('web:1'));
    await run.change({ paused: false });
    await run.done();
    expect(run.images()).toEqual(Array(3).fill('web:2'));
  });

  it('distributes a change of scale in proportion during a rollout', async () => {
    await using run = started();
    const strategy = { type: 'RollingUpdate', rollingUpdate: { maxSurge: 3, maxUnavailable: 2 } };
    await run.api.create('Deployment', deployment(10, { strategy }));
    await run.done();
    await run.change({ template: template('web:2') });
    const sizes = () =>
      run
        .sets()
        .map(({ spec }) => spec?.replicas ?? 0)
        .toSorted((a, b) => b - a);
    // The documentation's own example: the new pods never become ready.
    await vi.waitFor(() => {
      for (const pod of run.pods()) if (pod.metadata.deletionTimestamp !== undefined) run.end(pod);
      expect(sizes()).toEqual([8, 5]);
    }, waiting);
    await run.change({ replicas: 15 });
    await vi.waitFor(() => expect(sizes()).toEqual([11, 7]), waiting);
  });

  it('reports that a rollout makes no progress within its deadline', async () => {
    let nowMs = Date.parse('2026-01-01T00:00:00Z');
    await using run = started({ now: () => nowMs });
    await run.api.create('Deployment', deployment(1, { progressDeadlineSeconds: 1 }));
    await vi.waitFor(() => expect(run.condition('Progressing')?.reason).toBe('ReplicaSetUpdated'));
    nowMs += 5_000;
    await vi.waitFor(
      () =>
        expect(run.condition('Progressing')).toMatchObject({
          status: 'False',
          reason: 'ProgressDeadlineExceeded',
        }),
      { timeout: 10_000 },
    );
    await run.done();
    await vi.waitFor(() => expect(run.condition('Progressing')?.reason).toBe('NewReplicaSetAvailable'));
  });

  it('stays within its bounds in any order of readiness, with templates that change halfway and calls that fail', async () => {
    const bound = fc.oneof(
      fc.integer({ min: 0, max: 4 }),
      fc.integer({ min: 0, max: 100 }).map((percent) => `${percent}%`),
    );
    const plan = fc.record({
      replicas: fc.integer({ min: 1, max: 8 }),
      maxSurge: bound,
      maxUnavailable: bound,
      images: fc.array(fc.constantFrom('web:1', 'web:2', 'web:3'), { minLength: 1, maxLength: 4 }),
      picks: fc.array(fc.nat(), { minLength: 1, maxLength: 60 }),
      delays: fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 1, maxLength: 30 }),
      failures: fc.array(fc.boolean(), { maxLength: 7 }),
    });
    await fc.assert(
      fc.asyncProperty(
        plan,
        async ({ replicas, maxSurge, maxUnavailable, images, picks, delays, failures }) => {
          let call = 0;
          let fails = false;
          await using run = started({
            before: async ({ verb, kind }) => {
              call++;
              for (let turn = delays[call % delays.length] ?? 0; turn > 0; turn--)
                await new Promise(setImmediate);
              if (fails && verb !== 'list' && verb !== 'watch' && kind !== 'Event' && failures.pop())
                throw new ApiFailure(0, '', 'broken');
            },
          });
          const strategy = { type: 'RollingUpdate', rollingUpdate: { maxSurge, maxUnavailable } };
          const made = await run.api.create('Deployment', deployment(replicas, { strategy }));
          await run.done();

          const { surge, unavailable } = resolveBounds(made);
          const present = (pods: readonly Pod[]) =>
            pods.filter(({ metadata }) => metadata.deletionTimestamp === undefined);
          const broken: string[] = [];
          run.api.store.onChange(() => {
            // Desired counts of the ReplicaSets: each creates and deletes its pods at its own pace, as in
            // Kubernetes.
            const asked = run.sets().reduce((sum, { spec }) => sum + (spec?.replicas ?? 0), 0);
            if (asked > replicas + surge) broken.push(`${asked} asked for`);
            const ready = present(run.pods()).filter(isReady).length;
            if (ready < replicas - unavailable) broken.push(`${ready} ready`);
          });
          fails = true;
          const step = async (pick: number) => {
            const starting = run
              .pods()
              .filter((pod) => !isReady(pod) && pod.metadata.deletionTimestamp === undefined);
            const terminating = run.pods().filter(({ metadata }) => metadata.deletionTimestamp !== undefined);
            const one = [...starting, ...terminating][
              pick % Math.max(1, starting.length + terminating.length)
            ];
            if (one?.metadata.deletionTimestamp !== undefined) run.end(one);
            else if (one !== undefined) run.run(one, `worker-${pick % 3}`);
            await new Promise(setImmediate);
          };
          const share = Math.ceil(picks.length / images.length);
          for (const [index, image] of images.entries()) {
            await vi.waitFor(() => run.change({ template: template(image) }), waiting);
            for (const pick of picks.slice(index * share, (index + 1) * share)) await step(pick);
          }
          fails = false;
          await run.done();
          // The status of a ReplicaSet that went down and up again may still include pods that it has yet to
          // replace.
          await vi.waitFor(() => {
            run.turn();
            expect(run.images()).toEqual(Array(replicas).fill(images.at(-1)));
          }, waiting);
          expect(broken).toEqual([]);
        },
      ),
      { numRuns: 30 },
    );
  }, 60_000);
});
