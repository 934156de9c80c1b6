import { describe, expect, it, onTestFinished } from 'vitest';
import { chooseFrontDoor } from '../../../../../harness/clusters/kops/balancer/choose.ts';
import { fakeApi } from '../../../../support/kube/fake-api.ts';

const { signal } = new AbortController();

interface Shown {
  readonly providerID?: string;
  /** Pods of kube-system, and whether each is Ready. */
  readonly pods?: Readonly<Record<string, boolean>>;
}

async function choosing(type: Parameters<typeof chooseFrontDoor>[1], { providerID, pods = {} }: Shown) {
  const api = await fakeApi();
  onTestFinished(() => api[Symbol.asyncDispose]());
  api.put('/api/v1/nodes', { metadata: { name: 'i-1' }, spec: { ...(providerID && { providerID }) } });
  for (const [name, ready] of Object.entries(pods))
    api.put('/api/v1/pods', {
      metadata: { name, namespace: 'kube-system' },
      status: { conditions: [{ type: 'Ready', status: ready ? 'True' : 'False' }] },
    });
  return { choice: await chooseFrontDoor(api.kubeconfig, type, signal), requests: api.requests };
}

const providerID = 'aws:///us-east-1a/i-1';
const controller = 'aws-cloud-controller-manager-x7k2p';

describe('auto', () => {
  it('takes a load balancer where a cloud controller manager runs on machines of a cloud', async () => {
    const { choice } = await choosing('auto', { providerID, pods: { [controller]: true } });
    expect(choice).toEqual({
      kind: 'load-balancer',
      why: `${controller} runs in kube-system, and the nodes have provider ids`,
    });
  });

  it.each<[string, Shown, RegExp]>([
    ['no controller', { providerID, pods: { 'coredns-1': true } }, /no pod of a cloud controller manager/],
    ['none that is ready', { providerID, pods: { [controller]: false } }, /is ready in kube-system/],
    ['machines of no cloud', { pods: { [controller]: true } }, /no node has a provider id/],
  ])('takes a proxy at once where there is %s', async (_, shown, why) => {
    const { choice, requests } = await choosing('auto', shown);
    expect(choice).toEqual({ kind: 'proxy', why: expect.stringMatching(why) });
    expect(requests.filter((request) => request.includes('/services'))).toEqual([]);
  });
});

it.each(['load-balancer', 'proxy'] as const)(
  '%s is what the scenario says, whatever the cluster shows',
  async (type) => {
    const { choice, requests } = await choosing(type, {});
    expect(choice).toEqual({ kind: type, why: '`frontDoor.type` says so' });
    expect(requests).toEqual([]);
  },
);
