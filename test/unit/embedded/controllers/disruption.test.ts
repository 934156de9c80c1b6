import { expect, test } from 'vitest';
import { runDisruptionController } from '../../../../harness/embedded/controllers/disruption.ts';
import { eventually } from '../../../support/embedded/controllers/eventually.ts';
import { aBudget, aPod, aReplicaSet, ready } from '../../../support/embedded/controllers/objects.ts';
import { memoryApi } from '../../../support/embedded/memory-api.ts';

const key = (name: string) => ({ namespace: 'default', name });

test('the budget follows its pods, and keeps entries that evictions write meanwhile', async () => {
  const api = memoryApi();
  await using _controller = runDisruptionController({ api, signal: new AbortController().signal });
  const replicaSet = await api.create('ReplicaSet', aReplicaSet('web', 3));
  const owner = {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    name: 'web',
    uid: replicaSet.metadata.uid,
    controller: true,
  };
  await api.create('PodDisruptionBudget', aBudget({ maxUnavailable: 1 }));
  for (const name of ['web-0', 'web-1', 'web-2']) {
    const pod = aPod(name, { on: 'a', labels: { app: 'web' } });
    await api.create('Pod', { ...pod, metadata: { ...pod.metadata, ownerReferences: [owner] } });
  }
  const status = async () => (await api.get('PodDisruptionBudget', key('web'))).status;
  await eventually(async () =>
    expect(await status()).toMatchObject({
      expectedPods: 3,
      currentHealthy: 3,
      desiredHealthy: 2,
      disruptionsAllowed: 1,
      conditions: [{ reason: 'SufficientPods', status: 'True' }],
    }),
  );
  // As the eviction API does: it charges the budget, and only then deletes.
  const charged = await api.get('PodDisruptionBudget', key('web'));
  await api.updateStatus('PodDisruptionBudget', {
    ...charged,
    status: {
      ...(charged.status ?? { currentHealthy: 0, desiredHealthy: 0, expectedPods: 0 }),
      disruptionsAllowed: 0,
      disruptedPods: { 'web-0': new Date().toISOString() },
    },
  });
  await eventually(async () => {
    expect(await status()).toMatchObject({ currentHealthy: 2, conditions: [{ reason: 'InsufficientPods' }] });
    expect(Object.keys((await status())?.disruptedPods ?? {})).toEqual(['web-0']);
  });
  await api.delete('Pod', key('web-0'));
  await eventually(async () =>
    expect(await status()).toMatchObject({ disruptedPods: {}, currentHealthy: 2, disruptionsAllowed: 0 }),
  );
  await api.delete('Pod', key('web-0'), { gracePeriodSeconds: 0 });
  await api.patch('Pod', key('web-1'), { status: { conditions: [ready('False')] } }, 'status');
  await eventually(async () => expect(await status()).toMatchObject({ currentHealthy: 1 }));
});

test('pods whose controller has no scale: nothing is allowed, and the condition gives the reason', async () => {
  const api = memoryApi();
  await using _controller = runDisruptionController({ api, signal: new AbortController().signal });
  await api.create('PodDisruptionBudget', aBudget({ maxUnavailable: 1 }));
  const owner = { kind: 'DaemonSet', name: 'agent' };
  await api.create('Pod', aPod('agent-0', { on: 'a', labels: { app: 'web' }, owner }));
  await eventually(async () =>
    expect((await api.get('PodDisruptionBudget', key('web'))).status).toMatchObject({
      disruptionsAllowed: 0,
      conditions: [
        { reason: 'SyncFailed', message: 'daemonsets.apps does not implement the scale subresource' },
      ],
    }),
  );
});
