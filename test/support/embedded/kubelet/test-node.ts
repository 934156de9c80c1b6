import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import { nodeAddress } from '../../../../harness/embedded/addresses.ts';
import { connectApi } from '../../../../harness/embedded/client/api-client.ts';
import { type ApiClient, ApiFailure } from '../../../../harness/embedded/client/client.ts';
import { eventRecorder } from '../../../../harness/embedded/client/events.ts';
import { type Kubelet, openKubelet } from '../../../../harness/embedded/kubelet/kubelet.ts';
import { podAddresses } from '../../../../harness/embedded/kubelet/pod-addresses.ts';
import { type Supervisor, supervisor } from '../../../../harness/embedded/kubelet/supervisor.ts';
import type { Lags } from '../../../../harness/embedded/lags.ts';
import type { Pod } from '../../../../harness/embedded/objects.ts';
import { holdRange } from '../../../../harness/embedded/process/cluster/range.ts';
import { type Authority, newAuthority } from '../../../../harness/kube/certificates.ts';
import { type TestServer, testServer } from '../api/test-server.ts';

const program = (name: string) =>
  fileURLToPath(new URL(`../../../fixtures/programs/${name}`, import.meta.url));

/** Images of the pods of tests. */
export const commands = {
  server: [process.execPath, program('server.mjs')],
  sleep: ['sleep', '1000'],
  shell: ['sh', '-c'],
  env: ['env'],
};

export const noLags: Lags = {
  endpointsMs: 0,
  nodeProxyMs: 0,
  podSyncMs: 1,
  podStartMs: 1,
  podCleanupMs: 1,
  bindMs: 0,
  kubeletRestartMs: 1,
  apiServerRestartMs: 0,
  nodeProvisionMs: 0,
};

type PodSpec = NonNullable<Pod['spec']>;
export type ContainerFields = Partial<PodSpec['containers'][number]>;

export interface TestNode {
  readonly api: ApiClient;
  readonly server: TestServer;
  readonly range: number;
  readonly address: string;
  readonly supervisor: Supervisor;
  readonly authority: Authority;
  readonly folder: string;
  /** Output lines of the programs. */
  notes(): Promise<readonly string[]>;
  readonly notesFile: string;
  openKubelet(version?: string): Promise<Kubelet>;
  /** A pod of that name, bound to the node. */
  run(name: string, container: ContainerFields, spec?: Partial<PodSpec>): Promise<Pod>;
  get(name: string): Promise<Pod | null>;
  /** Waits until the pod is in that state. */
  until(name: string, is: (pod: Pod) => boolean): Promise<Pod>;
  untilGone(name: string): Promise<void>;
  /** `Reason: message` of the pod's events. */
  events(name: string): Promise<readonly string[]>;
  ask(pod: Pod, path: string): Promise<string>;
}

export const nodeName = 'worker';

/**
 * A node without a kubelet yet, with a real API server, until the end of the test; nothing of it is left
 * then.
 */
export async function testNode(
  options: { readonly lags?: Partial<Lags>; readonly backOffMs?: number } = {},
): Promise<TestNode> {
  const range = await holdRange();
  const server = await testServer();
  const folder = await mkdtemp(join(tmpdir(), 'test-node-'));
  const authority = await newAuthority('test');
  const address = nodeAddress(range.number, 1);
  const tls = await authority.issue({ commonName: 'kubelet', ips: [address], names: [] });
  const runtime = supervisor({ folder, addresses: podAddresses(range.number, 1) });
  const api = connectApi(server);
  for (const name of ['kube-system', 'kube-node-lease'])
    await api.create('Namespace', { metadata: { name } });
  const events = eventRecorder(api, 'kubelet');
  const kubelets: Kubelet[] = [];
  const over = new AbortController();
  const notesFile = join(folder, 'notes');
  onTestFinished(async () => {
    runtime.powerOff();
    over.abort();
    for (const kubelet of kubelets) await kubelet[Symbol.asyncDispose]();
    await events.settled();
    await api[Symbol.asyncDispose]();
    await range[Symbol.asyncDispose]();
    await rm(folder, { recursive: true, force: true });
  });
  const get = async (name: string) => {
    try {
      return await api.get('Pod', { namespace: 'default', name });
    } catch (error) {
      if (error instanceof ApiFailure && error.code === 404) return null;
      throw error;
    }
  };
  return {
    ...{ api, server, range: range.number, address, supervisor: runtime, authority, folder, notesFile, get },
    notes: async () => (await readFile(notesFile, 'utf8').catch(() => '')).split('\n').slice(0, -1),
    async openKubelet(version = '1.33.1') {
      const kubelet = await openKubelet({
        ...{ api, events, supervisor: runtime, commands, tls, token: server.token, staticPods: [] },
        lags: { ...noLags, ...options.lags },
        backOff: { firstMs: options.backOffMs ?? 10_000, mostMs: 300_000 },
        node: {
          ...{ name: nodeName, labels: {}, taints: [], range: range.number, index: 1, address, version },
          runtime: 'processes://node-test',
        },
        env: { PATH: process.env.PATH ?? '' },
        signal: over.signal,
      });
      kubelets.push(kubelet);
      return kubelet;
    },
    run: (name, container, spec = {}) =>
      api.create('Pod', {
        metadata: { namespace: 'default', name },
        spec: {
          nodeName,
          ...spec,
          containers: [
            {
              name: 'main',
              image: 'server',
              ...container,
              env: [
                { name: 'HOST', valueFrom: { fieldRef: { fieldPath: 'status.podIP' } } },
                { name: 'NOTES', value: notesFile },
                ...(container.env ?? []),
              ],
            },
          ],
        },
      }),
    async until(name, is) {
      for (;;) {
        // A restarted server has closed its kept connections.
        const pod = await get(name).catch((error) => {
          if (error instanceof ApiFailure && error.code === 0) return null;
          throw error;
        });
        if (pod !== null && is(pod)) return pod;
        await sleep(10);
      }
    },
    async untilGone(name) {
      while ((await get(name)) !== null) await sleep(10);
    },
    async events(name) {
      await events.settled();
      const { items } = await api.list('Event', { namespace: 'default' });
      return items
        .filter(({ involvedObject }) => involvedObject.name === name)
        .map(({ reason, message }) => `${reason}: ${message}`);
    },
    async ask({ status }, path) {
      for (;;) {
        // Without a readiness probe a pod is Ready before it listens.
        const response = await fetch(`http://${status?.podIP}:8080${path}`).catch(() => null);
        if (response !== null) return await response.text();
        await sleep(10);
      }
    },
  };
}

export const isReady = ({ status }: Pod): boolean =>
  status?.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True') ?? false;

export const getMainStatus = ({ status }: Pod) => status?.containerStatuses?.[0];

/** Waits until a condition holds. */
export async function eventually(is: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await is())) await sleep(10);
}

/** Whether that process runs. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
