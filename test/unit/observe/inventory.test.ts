import { expect, onTestFinished, test } from 'vitest';
import { journalFacts } from '../../../harness/observe/facts.ts';
import { takeInventory } from '../../../harness/observe/inventory.ts';
import { answer, fakeApi } from '../../support/kube/fake-api.ts';
import { collected } from '../../support/observe/collected.ts';

test('an inventory names every node and every pod of the own namespaces of Kubernetes, once the API responds', async () => {
  const api = await fakeApi();
  onTestFinished(() => api[Symbol.asyncDispose]());
  api.put('/api/v1/nodes', {
    metadata: { name: 'worker' },
    status: { nodeInfo: { kubeletVersion: 'v1.34.4' } },
  });
  api.put('/api/v1/pods', {
    metadata: { name: 'kube-proxy-x', namespace: 'kube-system', labels: { 'k8s-app': 'kube-proxy' } },
    spec: { containers: [{ image: 'kube-proxy:v1.34.4' }] },
  });
  api.put('/api/v1/pods', {
    metadata: { name: 'etcd-x', namespace: 'kube-system', labels: { component: 'etcd' } },
  });
  let refusals = 1;
  api.rules.push((_request, response) => {
    if (refusals-- <= 0) return false;
    answer(response, 503, {});
    return true;
  });
  const limit = AbortSignal.timeout(15_000);
  const found = await takeInventory(api.kube, 'after', '1.34.4', ['kube-proxy:v1.34.4'], limit);
  expect(found).toMatchObject({
    type: 'inventory',
    when: 'after',
    version: '1.34.4',
    nodes: [{ name: 'worker', kubeletVersion: '1.34.4', ready: false }],
    pods: expect.arrayContaining([
      expect.objectContaining({ name: 'kube-proxy-x', app: 'kube-proxy', images: ['kube-proxy:v1.34.4'] }),
      expect.objectContaining({ name: 'etcd-x', app: 'etcd' }),
    ]),
    expected: ['kube-proxy:v1.34.4'],
  });
  expect(api.requests).toContainEqual(expect.stringContaining('/namespaces/kube-system/pods'));
  expect(api.requests).toContainEqual(expect.stringContaining('/namespaces/kube-flannel/pods'));
});

test('facts of the provider are journaled, and a failing provider is recorded', async () => {
  const journal = collected();
  const facts = async function* () {
    yield { source: 'docker', what: 'running', node: 'worker' };
    throw new Error('docker is away');
  };
  await journalFacts({ facts }, journal, new AbortController().signal);
  expect(journal.entries).toEqual([
    { type: 'fact', source: 'docker', what: 'running', node: 'worker' },
    { type: 'note', message: 'provider facts ended: docker is away' },
  ]);
});
