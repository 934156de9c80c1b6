import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { isReady } from '../../../../harness/embedded/conditions.ts';
import { getNodeName } from '../../../../harness/embedded/controllers/daemon-set/daemon-pods.ts';
import { runDaemonSetController } from '../../../../harness/embedded/controllers/daemon-set.ts';
import type { DaemonSet, New } from '../../../../harness/embedded/objects.ts';
import { kubelet, node, template } from '../../../support/embedded/controllers/workloads.ts';
import { type MemoryApiOptions, memoryApi } from '../../../support/embedded/memory-api.ts';

const key = { namespace: 'kube-system', name: 'prober' };
const waiting = { interval: 1, timeout: 10_000 };
type Spec = NonNullable<DaemonSet['spec']>;

const daemonSet = (spec: Partial<Spec> = {}): New<'DaemonSet'> => ({
  metadata: { ...key },
  spec: { selector: { matchLabels: { app: 'web' } }, template: template(), ...spec },
});

function started(options: MemoryApiOptions = {}) {
  const api = memoryApi(options);
  const controller = runDaemonSetController({ api, signal: new AbortController().signal });
  const pods = kubelet(api);
  const turn = () => {
    for (const pod of pods.pods()) {
      if (pod.metadata.deletionTimestamp !== undefined) pods.end(pod);
      else if (pod.status?.phase === undefined) pods.run(pod, getNodeName(pod));
    }
  };
  const where = () => pods.pods().map(getNodeName).toSorted();
  const change = async (spec: Partial<Spec>) => {
    const current = await api.get('DaemonSet', key);
    if (current.spec !== undefined)
      await api.update('DaemonSet', { ...current, spec: { ...current.spec, ...spec } });
  };
  return {
    api,
    ...pods,
    turn,
    where,
    change,
    status: () => api.store.get('DaemonSet', key)?.status,
    on: (names: readonly string[]) =>
      vi.waitFor(() => {
        turn();
        expect(where()).toEqual(names);
      }, waiting),
    [Symbol.asyncDispose]: () => controller[Symbol.asyncDispose](),
  };
}

describe('the DaemonSet controller', () => {
  it('creates a pod for every node, for the scheduler to bind, and follows new nodes', async () => {
    await using run = started();
    await run.api.create('Node', node('n1'));
    await run.api.create('DaemonSet', daemonSet());
    await run.on(['n1']);
    const [pod] = run.pods();
    expect(pod?.spec?.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution).toEqual({
      nodeSelectorTerms: [{ matchFields: [{ key: 'metadata.name', operator: 'In', values: ['n1'] }] }],
    });
    expect(pod?.spec?.tolerations?.map(({ key }) => key)).toContain('node.kubernetes.io/unschedulable');
    await run.api.create('Node', node('n2'));
    await run.on(['n1', 'n2']);
    await vi.waitFor(() =>
      expect(run.status()).toEqual({
        currentNumberScheduled: 2,
        desiredNumberScheduled: 2,
        numberMisscheduled: 0,
        numberReady: 2,
        numberAvailable: 2,
        updatedNumberScheduled: 2,
        observedGeneration: 1,
      }),
    );
  });

  it('observes selectors and taints, but keeps pods on a cordoned node', async () => {
    await using run = started();
    await run.api.create(
      'Node',
      node('tainted', { taints: [{ key: 'own', effect: 'NoSchedule' }] }, { disk: 'ssd' }),
    );
    await run.api.create('Node', node('other'));
    await run.api.create('Node', node('right', {}, { disk: 'ssd' }));
    const cordoned = {
      taints: [{ key: 'node.kubernetes.io/unschedulable', effect: 'NoSchedule' }],
      unschedulable: true,
    };
    await run.api.create('Node', node('cordoned', cordoned, { disk: 'ssd' }));
    const spec = { ...template().spec, nodeSelector: { disk: 'ssd' } };
    await run.api.create('DaemonSet', daemonSet({ template: { ...template(), spec } }));
    await run.on(['cordoned', 'right']);
  });

  it('keeps a pod under a new NoSchedule taint, and removes it under NoExecute', async () => {
    await using run = started();
    const [n1, n2] = [await run.api.create('Node', node('n1')), await run.api.create('Node', node('n2'))];
    await run.api.create('DaemonSet', daemonSet());
    await run.on(['n1', 'n2']);
    await run.api.update('Node', { ...n1, spec: { taints: [{ key: 'own', effect: 'NoSchedule' }] } });
    await vi.waitFor(() => expect(run.status()?.numberMisscheduled).toBe(1));
    await run.api.update('Node', { ...n2, spec: { taints: [{ key: 'own', effect: 'NoExecute' }] } });
    await run.on(['n1']);
  });

  it('replaces a pod that has ended or was evicted', async () => {
    await using run = started();
    await run.api.create('Node', node('n1'));
    await run.api.create('DaemonSet', daemonSet());
    await run.on(['n1']);
    const [first] = run.pods();
    if (first === undefined) throw new Error('a pod');
    run.fail(first);
    await vi.waitFor(() => {
      run.turn();
      expect(run.pods().map(({ metadata }) => metadata.uid)).not.toContain(first.metadata.uid);
      expect(run.where()).toEqual(['n1']);
    }, waiting);
  });

  it('waits for manual deletion with OnDelete', async () => {
    await using run = started();
    await run.api.create('Node', node('n1'));
    await run.api.create('DaemonSet', daemonSet({ updateStrategy: { type: 'OnDelete' } }));
    await run.on(['n1']);
    const image = () => run.pods()[0]?.spec?.containers[0]?.image;
    await run.change({ template: template('web:2') });
    await vi.waitFor(() => expect(run.status()?.observedGeneration).toBe(2));
    expect(image()).toBe('web:1');
    const [pod] = run.pods();
    if (pod !== undefined) await run.api.delete('Pod', pod.metadata);
    await vi.waitFor(() => {
      run.turn();
      expect(image()).toBe('web:2');
    }, waiting);
  });

  it('updates within maxUnavailable or maxSurge in any order of readiness', async () => {
    const plan = fc.record({
      nodes: fc.integer({ min: 1, max: 6 }),
      surges: fc.boolean(),
      most: fc.oneof(fc.integer({ min: 1, max: 3 }), fc.constantFrom('10%', '50%')),
      picks: fc.array(fc.nat(), { maxLength: 30 }),
      delays: fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 1, maxLength: 20 }),
    });
    await fc.assert(
      fc.asyncProperty(plan, async ({ nodes, surges, most, picks, delays }) => {
        let call = 0;
        await using run = started({
          before: async () => {
            call++;
            for (let turn = delays[call % delays.length] ?? 0; turn > 0; turn--)
              await new Promise(setImmediate);
          },
        });
        const names = Array.from({ length: nodes }, (_, index) => `n${index}`);
        for (const name of names) await run.api.create('Node', node(name));
        const rollingUpdate = surges
          ? { maxSurge: most, maxUnavailable: 0 }
          : { maxSurge: 0, maxUnavailable: most };
        await run.api.create(
          'DaemonSet',
          daemonSet({ updateStrategy: { type: 'RollingUpdate', rollingUpdate } }),
        );
        await run.on(names);
        await vi.waitFor(() => expect(run.status()?.numberAvailable).toBe(nodes), waiting);

        const bound = typeof most === 'number' ? most : Math.ceil((Number.parseInt(most, 10) * nodes) / 100);
        const broken: string[] = [];
        run.api.store.onChange(() => {
          const present = run.pods().filter(({ metadata }) => metadata.deletionTimestamp === undefined);
          const served = new Set(present.filter(isReady).map(getNodeName)).size;
          if (served < nodes - (surges ? 0 : bound)) broken.push(`${served} nodes served`);
          if (present.length > nodes + (surges ? bound : 0)) broken.push(`${present.length} pods`);
        });
        await run.change({ template: template('web:2') });
        for (const pick of picks) {
          const open = run
            .pods()
            .filter((pod) => !isReady(pod) || pod.metadata.deletionTimestamp !== undefined);
          const one = open[pick % Math.max(1, open.length)];
          if (one?.metadata.deletionTimestamp !== undefined) run.end(one);
          else if (one !== undefined) run.run(one, getNodeName(one));
          await new Promise(setImmediate);
        }
        await vi.waitFor(() => {
          run.turn();
          expect(run.where()).toEqual(names);
          expect(new Set(run.pods().map(({ spec }) => spec?.containers[0]?.image))).toEqual(
            new Set(['web:2']),
          );
        }, waiting);
        expect(broken).toEqual([]);
      }),
      { numRuns: 30 },
    );
  }, 60_000);
});
