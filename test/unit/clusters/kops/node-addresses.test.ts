import { expect, onTestFinished, test } from 'vitest';
import { nodeAddresses } from '../../../../harness/clusters/kops/node-addresses.ts';
import { fakeApi } from '../../../support/kube/fake-api.ts';

const { signal } = new AbortController();

const node = (name: string, address: string) => ({
  metadata: { name },
  status: {
    addresses: [
      { type: 'Hostname', address: name },
      { type: 'InternalIP', address },
    ],
  },
});

async function apiWith(...nodes: readonly ReturnType<typeof node>[]) {
  const api = await fakeApi();
  onTestFinished(() => api[Symbol.asyncDispose]());
  for (const one of nodes) api.put('/api/v1/nodes', one);
  return api;
}

test('a node is found where the API has it, and a new one once it is there', async () => {
  const api = await apiWith(node('i-1', '10.90.0.4'));
  const find = nodeAddresses(api.kubeconfig);
  expect(await find(['i-1'], signal)).toEqual([{ name: 'i-1', address: '10.90.0.4' }]);
  api.put('/api/v1/nodes', node('i-2', '10.90.0.5'));
  expect(await find(['i-2', 'i-1'], signal)).toEqual([
    { name: 'i-2', address: '10.90.0.5' },
    { name: 'i-1', address: '10.90.0.4' },
  ]);
});

test('a known node is found while the API is away', async () => {
  const api = await apiWith(node('i-1', '10.90.0.4'), node('i-2', '10.90.0.5'));
  const find = nodeAddresses(api.kubeconfig);
  await find(['i-1', 'i-2'], signal);
  await api.close();
  expect(await find(['i-2'], signal)).toEqual([{ name: 'i-2', address: '10.90.0.5' }]);
  await api.reopen();
});

test('a node that the API does not have is an error that names it', async () => {
  const api = await apiWith(node('i-1', '10.90.0.4'));
  await expect(nodeAddresses(api.kubeconfig)(['i-9'], signal)).rejects.toMatchObject({
    code: 'cluster-lost',
    message: 'The node i-9 has no address of its own in the API',
  });
});
