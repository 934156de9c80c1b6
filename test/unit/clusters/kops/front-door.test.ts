import { expect, onTestFinished, test, vi } from 'vitest';
import { dockerCli } from '../../../../harness/clusters/docker/docker-cli.ts';
import type { DoorOptions } from '../../../../harness/clusters/docker/haproxy/front-door.ts';
import { openFrontDoor } from '../../../../harness/clusters/kops/front-door.ts';
import type { NodeRef } from '../../../../harness/scenario/scenario.ts';
import { answering, controlPlane, doorSpec, runId, worker } from '../../../support/clusters/kind/fixtures.ts';
import { fakeApi } from '../../../support/kube/fake-api.ts';

const open = vi.hoisted(() => vi.fn());
const isNodeHealthy = vi.hoisted(() => vi.fn());
vi.mock('../../../../harness/clusters/docker/haproxy/front-door.ts', () => ({ openHaproxy: open }));
vi.mock('../../../../harness/clusters/kops/node-health.ts', () => ({ isNodeHealthy }));

const { signal } = new AbortController();
const nodes = [controlPlane, worker];

/** Opened before the API's nodes; `used` is what the proxy follows, in order. */
async function openProxy(others: readonly NodeRef[] = []) {
  const api = await fakeApi();
  onTestFinished(() => api[Symbol.asyncDispose]());
  for (const { name } of [...nodes, ...others])
    api.put('/api/v1/nodes', {
      metadata: { name },
      status: { addresses: [{ type: 'InternalIP', address: `10.90.0.${name.length}` }] },
    });
  const used: string[] = [];
  const follow = async (followed: readonly NodeRef[]) =>
    void used.push(followed.map(({ name }) => name).join(' '));
  open.mockResolvedValue({ follow, backends: [], [Symbol.asyncDispose]: async () => {} });
  const cluster = { docker: dockerCli(answering(() => '')), runId, kubeconfig: api.kubeconfig };
  const spec = { ...doorSpec, healthCheck: { ...doorSpec.healthCheck, everyMs: 1 } };
  const door = await openFrontDoor(cluster, spec, nodes, signal);
  onTestFinished(() => door[Symbol.asyncDispose]());
  return { door, used, options: (open.mock.lastCall as [DoorOptions])[0] };
}

test("the door runs on this machine's network, before the addresses that the API gives the workers", async () => {
  const { options } = await openProxy();
  expect(options.place.networks.proxy).toBe('host');
  expect(await options.listWorkers(nodes, signal)).toEqual([
    { name: worker.name, address: `10.90.0.${worker.name.length}` },
  ]);
});

test('a new node joins when it is healthy, and leaving ones do not wait for that', async () => {
  const next = { ...worker, uid: 'uid-next', name: 'i-next' };
  const { door, used } = await openProxy([next]);
  const healthy = Promise.withResolvers<boolean>();
  isNodeHealthy.mockReturnValueOnce(healthy.promise).mockResolvedValue(true);
  await door.follow([controlPlane, next]);
  expect(used).toEqual([controlPlane.name]);
  healthy.resolve(true);
  await vi.waitUntil(() => used.length > 1);
  expect(used[1]).toBe(`${controlPlane.name} i-next`);
  expect(isNodeHealthy.mock.calls[0]?.[0]).toBe('10.90.0.6');
});
