import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { markedProcesses } from '../../../../harness/command/marked-processes.ts';
import { type Child, forkProcess } from '../../../../harness/embedded/process/fork.ts';
import {
  type NodeRequests,
  type NodeSettings,
  nodeVariable,
  runVariable,
} from '../../../../harness/embedded/process/messages.ts';
import {
  commands,
  getMainStatus,
  isReady,
  nodeName,
  noLags,
  type TestNode,
  testNode,
} from '../../../support/embedded/kubelet/test-node.ts';

const nodeProgram = new URL('../../../../harness/embedded/process/node-process.ts', import.meta.url);

/** The node's process, with the API of a test node that has no kubelet of its own. */
async function forkNode(node: TestNode): Promise<Child<NodeRequests, object> & { readonly runId: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'node-process-'));
  const runId = `test-${process.pid}-${node.range}`;
  const tls = await node.authority.issue({ commonName: 'kubelet', ips: [node.address], names: [] });
  const { url, ca, token } = node.server;
  const settings: NodeSettings = {
    ...{ runId, name: nodeName, role: 'control-plane', range: node.range, index: 1, version: '1.33.1' },
    ...{ labels: { 'kubernetes.io/hostname': nodeName }, taints: [], tls, commands, folder },
    api: { url, ca, token },
    lags: noLags,
    staticPods: [{ name: 'kube-apiserver', image: 'embedded/kube-apiserver:v1.33.1' }],
  };
  const child = forkProcess<NodeRequests, object>(nodeProgram, settings, {
    runId,
    logFile: join(folder, 'log'),
    env: { [nodeVariable]: nodeName },
  });
  onTestFinished(async () => {
    await child.end();
    expect(await readFile(join(folder, 'log'), 'utf8')).toBe('');
    await rm(folder, { recursive: true });
  });
  await child.ready;
  return { ...child, runId };
}

const findProcesses = (runId: string) => markedProcesses(runVariable).filter(({ value }) => value === runId);

/** A process that ignores SIGTERM, and a child in its group. */
const stubborn = { image: 'shell', args: ["trap '' TERM; sleep 1000 & while :; do wait; sleep 1; done"] };

describe('a node process', () => {
  it('has a Ready node when it answers, and ends everything when its channel closes', async () => {
    const node = await testNode();
    const child = await forkNode(node);
    const { status } = await node.api.get('Node', { name: nodeName });
    expect(status?.conditions?.find(({ type }) => type === 'Ready')?.status).toBe('True');
    await node.run('one', stubborn);
    await node.run('two', {});
    await node.until('one', isReady);
    const web = await node.until('two', isReady);
    await node.ask(web, '/');
    // Its own process, a shell with a sleep and perhaps another one, and a server.
    expect(findProcesses(child.runId).length).toBeGreaterThanOrEqual(4);
    await child.end();
    await expect.poll(() => findProcesses(child.runId), { timeout: 20_000 }).toEqual([]);
    expect(await node.get('one')).not.toBeNull();
  });

  it('is switched off without a signal to its pods', async () => {
    const node = await testNode();
    const child = await forkNode(node);
    await node.run('web', {});
    await node.ask(await node.until('web', isReady), '/');
    await child.ask('powerOff', {});
    expect(await child.ended).toBe('exit code 0');
    await expect.poll(() => findProcesses(child.runId), { timeout: 20_000 }).toEqual([]);
    expect(await node.notes()).toEqual(['listening']);
    expect((await node.api.get('Node', { name: nodeName })).metadata.name).toBe(nodeName);
    expect(isReady((await node.get('web')) as NonNullable<Awaited<ReturnType<TestNode['get']>>>)).toBe(true);
  });

  it('gets another kubelet, and other static pods, while its pods continue', async () => {
    const node = await testNode();
    const child = await forkNode(node);
    await node.run('web', {});
    const before = await node.until('web', isReady);
    const pid = await node.ask(before, '/');
    await child.ask('upgradeKubelet', { version: '1.34.2' });
    const { status } = await node.api.get('Node', { name: nodeName });
    expect(status?.nodeInfo?.kubeletVersion).toBe('v1.34.2');
    await child.ask('staticPods', {
      pods: [{ name: 'kube-apiserver', image: 'embedded/kube-apiserver:v1.34.2' }],
    });
    const { items } = await node.api.list('Pod', { namespace: 'kube-system' });
    expect(items.map((pod) => getMainStatus(pod)?.image)).toEqual(['embedded/kube-apiserver:v1.34.2']);
    const after = await node.until('web', isReady);
    expect(await node.ask(after, '/')).toBe(pid);
    expect(getMainStatus(after)?.restartCount).toBe(0);
  });
});
