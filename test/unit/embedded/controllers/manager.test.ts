import { expect, test } from 'vitest';
import { connectApi } from '../../../../harness/embedded/client/api-client.ts';
import { runControllerManager } from '../../../../harness/embedded/controllers/manager.ts';
import { createNamespace, testServer } from '../../../support/embedded/api/test-server.ts';
import { eventually } from '../../../support/embedded/controllers/eventually.ts';
import {
  aBudget,
  aDeployment,
  aNode,
  aService,
  ready,
} from '../../../support/embedded/controllers/objects.ts';

const election = { leaseDurationMs: 1_500, renewDeadlineMs: 1_000, retryPeriodMs: 100 };
const lags = { endpointsMs: 0, bindMs: 0 };
const selected = { namespace: 'default', labelSelector: 'app=web' };

/** As a client sends it: without fields that the server sets. */
function sent<T extends { metadata: { name: string } }>(object: T) {
  const { name, labels, namespace } = object.metadata as T['metadata'] & {
    labels?: Record<string, string>;
    namespace?: string;
  };
  return {
    ...object,
    metadata: { name, ...(labels ? { labels } : {}), ...(namespace ? { namespace } : {}) },
  };
}

test('over a real API server: pods are created, bound, listed and budgeted, also after an outage and under another leader', async () => {
  const server = await testServer();
  createNamespace(server.storage, 'kube-system');
  const access = { url: server.url, ca: server.ca, token: server.token };
  await using api = connectApi(access);
  const first = runControllerManager({ access, identity: 'cp-1', lags, election });
  await using _second = runControllerManager({ access, identity: 'cp-2', lags, election });

  const pods = async () => (await api.list('Pod', selected)).items;
  const bound = async (count: number) => {
    const all = await pods();
    expect(all.filter(({ spec }) => spec?.nodeName)).toHaveLength(count);
    expect(all).toHaveLength(count);
    return all;
  };
  for (const name of ['a', 'b']) await api.create('Node', sent(aNode(name)));
  await api.create('Service', sent(aService('web')));
  await api.create('PodDisruptionBudget', sent(aBudget({ maxUnavailable: 1 })));
  const deployment = sent(aDeployment('web', 4));
  const template = {
    metadata: { labels: { app: 'web' } },
    spec: { containers: [{ name: 'web', image: 'web' }] },
  };
  const spec = { replicas: 4, selector: { matchLabels: { app: 'web' } }, template };
  await api.create('Deployment', { ...deployment, spec });
  const all = await eventually(() => bound(4));
  expect(all.map((pod) => pod.spec?.nodeName).toSorted()).toEqual(['a', 'a', 'b', 'b']);

  // The kubelets' part.
  for (const [index, pod] of all.entries()) {
    const status = { phase: 'Running', podIP: `127.77.1.${index + 2}`, conditions: [ready('True')] };
    await api.patch('Pod', pod.metadata, { status }, 'status');
  }
  const endpoints = async () =>
    (await api.list('EndpointSlice')).items.flatMap((slice) => slice.endpoints ?? []);
  await eventually(async () => {
    expect((await endpoints()).filter(({ conditions }) => conditions?.ready)).toHaveLength(4);
    const budget = await api.get('PodDisruptionBudget', { namespace: 'default', name: 'web' });
    expect(budget.status).toMatchObject({ disruptionsAllowed: 1, expectedPods: 4, currentHealthy: 4 });
  });

  await server.restart();
  await eventually(async () => {
    await api.patch('Node', { name: 'a' }, { spec: { unschedulable: true } });
  });
  await eventually(async () => {
    const { spec: { taints } = {} } = await api.get('Node', { name: 'a' });
    expect(taints).toMatchObject([{ key: 'node.kubernetes.io/unschedulable' }]);
  });

  await first[Symbol.asyncDispose]();
  await api.patch('Deployment', { namespace: 'default', name: 'web' }, { spec: { replicas: 6 } });
  const grown = await eventually(() => bound(6));
  expect(grown.filter(({ spec: { nodeName } = {} }) => nodeName === 'b')).toHaveLength(4);

  const web = { namespace: 'default', name: 'web' };
  await api.delete('Service', web);
  await api.delete('Deployment', web);
  await eventually(async () => {
    expect((await api.list('EndpointSlice')).items).toEqual([]);
    expect((await api.list('ReplicaSet')).items).toEqual([]);
    expect((await pods()).every(({ metadata }) => metadata.deletionTimestamp !== undefined)).toBe(true);
  });
}, 30_000);
