import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Cluster } from '../../../../harness/clusters/cluster.ts';
import { webImage } from '../../../../harness/clusters/embedded/images.ts';
import { type MarkedProcess, markedProcesses } from '../../../../harness/command/marked-processes.ts';
import { findNodeAddress } from '../../../../harness/embedded/node-refs.ts';
import { nodeVariable, runVariable } from '../../../../harness/embedded/process/messages.ts';
import { connect, type Kube } from '../../../../harness/kube/connect.ts';
import { deployWorkload } from '../../../../harness/workload/deploy.ts';
import {
  findProcesses,
  making,
  newRunId,
  smallSpec,
} from '../../../support/clusters/embedded/made-cluster.ts';
import { webSpec } from '../../../support/clusters/embedded/web-spec.ts';
import { offLinux } from '../../../support/off-linux.ts';
import { tempFolder } from '../../../support/temp-folder.ts';

const signal = AbortSignal.timeout(10 * 60_000);
const patient = { timeout: 60_000, interval: 100 };
const runId = newRunId('whole');

/** The cases build on one another: a cluster's life, from its first deployment to its end. */
describe.skipIf(offLinux())('an embedded cluster', { timeout: 120_000 }, () => {
  const folder = tempFolder();
  let cluster: Cluster;
  let kube: Kube;
  let nodePort = 0;

  beforeAll(async () => {
    cluster = await making(folder.path, { runId }).cluster;
    kube = connect(cluster.kubeconfig);
  }, 120_000);

  afterAll(async () => {
    await kube?.close();
    await cluster?.[Symbol.asyncDispose]();
    folder[Symbol.dispose]();
  }, 60_000);

  const nodeNamed = async (name: string) => await kube.core.readNode({ name });
  const readVersion = async (name: string) => (await nodeNamed(name)).status?.nodeInfo?.kubeletVersion;
  const ask = async (address: string) => {
    const answer = await fetch(`http://${address}:${nodePort}/`, { signal: AbortSignal.timeout(2_000) });
    return answer.status;
  };

  it('has nodes in their slots, at its initial version', async () => {
    expect(cluster.nodes.map(({ slot }) => `${slot.pool} ${slot.role} ${slot.ordinal}`)).toEqual([
      'control-plane control-plane 0',
      'workers worker 0',
      'workers worker 1',
    ]);
    for (const { name } of cluster.nodes) expect(await readVersion(name)).toBe('v1.33.13');
  });

  it('serves a deployed workload on the NodePort of every node', async () => {
    await cluster.loadImages([webImage], signal);
    const { kubeconfig } = cluster;
    const options = { spec: webSpec, image: webImage, probes: [], control: null };
    const deployed = await deployWorkload({ ...options, kubeconfig, runId, signal });
    nodePort = deployed.nodePort ?? 0;
    for (const node of cluster.nodes)
      await vi.waitFor(async () => expect(await ask(findNodeAddress(node))).toBe(200), patient);
    expect(await cluster.ops.stage(smallSpec.to, signal)).toContain('embedded/kube-apiserver:v1.34.4');
  });

  it('refuses an image without a command', async () => {
    await expect(cluster.loadImages(['shop:1'], signal)).rejects.toMatchObject({ code: 'image-missing' });
  });

  it('upgrades a control plane in place: its API is really down, and returns with the new version', async () => {
    const [first] = cluster.nodes;
    if (first === undefined) throw new Error('there is no node');
    const upgrade = cluster.ops.inPlace?.upgradeConfig(first, smallSpec.to, signal);
    await vi.waitFor(() => expect(fetch(`${cluster.apiServers[0]?.url}/healthz`)).rejects.toThrow(), patient);
    // Serving traffic does not need the API.
    expect(await ask(findNodeAddress(first))).toBe(200);
    await upgrade;
    const images = async () => {
      const { items } = await kube.core.listNamespacedPod({ namespace: 'kube-system' });
      return items.flatMap(({ spec }) => spec?.containers.map(({ image }) => image)).toSorted();
    };
    const staged = await cluster.ops.stage(smallSpec.to, signal);
    await vi.waitFor(async () => expect(await images()).toEqual(staged.toSorted()), patient);
    expect(await readVersion(first.name)).toBe('v1.33.13');
    await cluster.ops.inPlace?.upgradeKubelet(first, smallSpec.to, signal);
    await vi.waitFor(async () => expect(await readVersion(first.name)).toBe('v1.34.4'), patient);
  });

  it('provisions a machine in a slot, and retires one: powered off and deleted', async () => {
    const [, , old] = cluster.nodes;
    if (old === undefined) throw new Error('there is no worker');
    const made = await cluster.ops.provision?.(old.slot, smallSpec.to, signal);
    expect(made).toMatchObject({ name: `${cluster.name}-worker3`, slot: old.slot });
    expect(await readVersion(`${cluster.name}-worker3`)).toBe('v1.34.4');
    await cluster.ops.retire?.(old, signal);
    await expect(nodeNamed(old.name)).rejects.toThrow('not found');
    await expect(ask(findNodeAddress(old))).rejects.toThrow();
    expect(cluster.nodes.map(({ name }) => name)).toEqual([
      `${cluster.name}-control-plane`,
      `${cluster.name}-worker`,
      `${cluster.name}-worker3`,
    ]);
  });

  it('does not replace a control plane, and says so', async () => {
    const [first] = cluster.nodes;
    if (first === undefined) throw new Error('there is no node');
    const replacing = cluster.ops.provision?.(first.slot, smallSpec.to, signal);
    await expect(replacing).rejects.toMatchObject({
      code: 'upgrade-failed',
      message: expect.stringContaining('in place'),
    });
  });

  it('reports a machine that died, and kills its remaining pods', async () => {
    const [, worker] = cluster.nodes;
    const ofWorker = () => markedProcesses(nodeVariable).filter(({ value }) => value === worker?.name);
    const isKubelet = ({ command }: MarkedProcess) => command.join(' ').includes('node-process');
    const kubelet = ofWorker().find(isKubelet);
    expect(ofWorker().length).toBeGreaterThan(1);
    const reported: string[] = [];
    const stop = new AbortController();
    const telling = (async () => {
      for await (const { what, node } of cluster.facts(stop.signal)) reported.push(`${what} ${node}`);
    })();
    await vi.waitFor(() => expect(reported).toContain(`powered-off ${cluster.name}-worker2`), patient);
    process.kill(kubelet?.id.pid ?? 0, 'SIGKILL');
    await vi.waitFor(() => expect(reported).toContain(`died ${worker?.name}`), patient);
    await vi.waitFor(() => expect(ofWorker()).toEqual([]), patient);
    stop.abort();
    await telling;
  });

  it('exports its logs and state', async () => {
    const target = join(folder.path, 'exported');
    await cluster.exportLogs(target, signal);
    expect(readdirSync(target)).toEqual(
      expect.arrayContaining(['cluster.log', 'network.log', 'events.json', 'nodes.json', 'pods.json']),
    );
    expect(existsSync(join(target, 'not-exported.txt'))).toBe(false);
    const kept = (file: string) =>
      readdirSync(join(target, 'nodes', `${cluster.name}-worker`)).includes(file);
    expect([kept('logs'), kept('pods')]).toEqual([true, false]);
    // Neither settings nor logs contain credentials.
    const token = /token: (\S+)/.exec(readFileSync(cluster.kubeconfig, 'utf8'))?.[1] ?? '';
    expect(token).toHaveLength(64);
    const exported = readdirSync(target, { recursive: true, withFileTypes: true }).filter((one) =>
      one.isFile(),
    );
    for (const { parentPath, name } of exported)
      expect(readFileSync(join(parentPath, name), 'utf8')).not.toMatch(new RegExp(`${token}|PRIVATE KEY`));
    for (const { id, command } of findProcesses(runId)) {
      expect(command.join(' ')).not.toContain(token);
      expect(readFileSync(`/proc/${id.pid}/environ`, 'utf8')).not.toContain(token);
    }
  });

  it('leaves no process, not even one that left its pod', async () => {
    const env = { PATH: process.env.PATH, [runVariable]: runId };
    spawn('setsid', ['sleep', '1000'], { env, stdio: 'ignore' });
    await vi.waitFor(() =>
      expect(findProcesses(runId).some(({ command }) => command.includes('1000'))).toBe(true),
    );
    await cluster[Symbol.asyncDispose]();
    expect(findProcesses(runId)).toEqual([]);
  });
});
