import { expect, onTestFinished, test, vi } from 'vitest';
import { dockerCli } from '../../../../harness/clusters/docker/docker-cli.ts';
import type { DoorOptions } from '../../../../harness/clusters/docker/haproxy/front-door.ts';
import { openFrontDoor } from '../../../../harness/clusters/kops/front-door.ts';
import { answering, controlPlane, doorSpec, runId, worker } from '../../../support/clusters/kind/fixtures.ts';
import { fakeApi } from '../../../support/kube/fake-api.ts';

const open = vi.hoisted(() => vi.fn());
vi.mock('../../../../harness/clusters/docker/haproxy/front-door.ts', () => ({ openHaproxy: open }));

test("the door runs on this machine's network, before the addresses that the API gives the workers", async () => {
  const api = await fakeApi();
  onTestFinished(() => api[Symbol.asyncDispose]());
  for (const { name } of [controlPlane, worker])
    api.put('/api/v1/nodes', {
      metadata: { name },
      status: { addresses: [{ type: 'InternalIP', address: `10.90.0.${name.length}` }] },
    });
  const { signal } = new AbortController();
  const nodes = [controlPlane, worker];
  const cluster = { docker: dockerCli(answering(() => '')), runId, kubeconfig: api.kubeconfig };
  await openFrontDoor(cluster, doorSpec, nodes, signal);
  const [options] = open.mock.calls[0] as [DoorOptions];
  expect(options.place.networks.proxy).toBe('host');
  expect(await options.listWorkers(nodes, signal)).toEqual([
    { name: worker.name, address: `10.90.0.${worker.name.length}` },
  ]);
});
