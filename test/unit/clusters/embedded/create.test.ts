import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { provider as embedded } from '../../../../harness/clusters/embedded/provider.ts';
import { createCommands } from '../../../../harness/command/commands.ts';
import { connect } from '../../../../harness/kube/connect.ts';
import { findProcesses, making, newRunId } from '../../../support/clusters/embedded/made-cluster.ts';
import { offLinux } from '../../../support/off-linux.ts';
import { tempFolder } from '../../../support/temp-folder.ts';

const patient = { timeout: 60_000, interval: 100 };
const nothingLeft = (runId: string) =>
  vi.waitFor(() => expect(findProcesses(runId).map(({ command }) => command)).toEqual([]), patient);

describe.skipIf(offLinux())('making an embedded cluster', { timeout: 120_000 }, () => {
  it('can be created twice at the same time, each with its own kubeconfig, and leaves nothing', async () => {
    using one = tempFolder();
    using two = tempFolder();
    const makings = [
      making(one.path, { runId: newRunId('one') }),
      making(two.path, { runId: newRunId('two'), spec: { name: 'shop' } }),
    ];
    const clusters = await Promise.all(makings.map(({ cluster }) => cluster));
    expect(clusters.map(({ name }) => name)).toEqual([expect.stringMatching(/^rehearse-test-one/), 'shop']);
    expect(new Set(clusters.map(({ apiServers }) => apiServers[0]?.url)).size).toBe(2);
    for (const cluster of clusters) {
      expect(statSync(cluster.kubeconfig).mode & 0o777).toBe(0o600);
      await using kube = connect(cluster.kubeconfig);
      const { items } = await kube.core.listNode();
      expect(items.map(({ metadata }) => metadata?.name)).toEqual(cluster.nodes.map(({ name }) => name));
      expect(items.map(({ metadata }) => metadata?.uid)).toEqual(cluster.nodes.map(({ uid }) => uid));
    }
    await Promise.all(clusters.map((cluster) => cluster[Symbol.asyncDispose]()));
    for (const { options, notes } of makings) {
      expect(findProcesses(options.runId)).toEqual([]);
      await vi.waitFor(() => expect(notes.map(({ edge }) => edge)).toEqual(['begin', 'end']));
    }
  });

  it('leaves nothing when its creation is aborted', async () => {
    using folder = tempFolder();
    const stop = new AbortController();
    const runId = newRunId('aborted');
    const { cluster } = making(folder.path, { runId, signal: stop.signal });
    cluster.catch(() => {});
    // Some of its machines have been started, none is Ready.
    await vi.waitFor(() => expect(findProcesses(runId).length).toBeGreaterThan(2), patient);
    stop.abort(new Error('enough'));
    await expect(cluster).rejects.toThrow('enough');
    await nothingLeft(runId);
  });

  it('leaves nothing when its creation fails, and reports the reason with the logs', async () => {
    using folder = tempFolder();
    const runId = newRunId('failed');
    const { cluster } = making(folder.path, { runId, spec: { controlPlanes: 0 } });
    await expect(cluster).rejects.toMatchObject({
      code: 'cluster-create-failed',
      message: expect.stringContaining('A cluster needs a control plane'),
    });
    expect(existsSync(join(folder.path, 'logs/cluster.log'))).toBe(true);
    await nothingLeft(runId);
  });

  it('leaves nothing, not even pods, when the harness is killed', async () => {
    using folder = tempFolder();
    const runId = newRunId('killed');
    const script = join(import.meta.dirname, '../../../support/clusters/embedded/killed-harness.ts');
    const harness = spawn(process.execPath, [script, folder.path, runId], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await once(harness.stdout, 'data');
    const pods = () => findProcesses(runId).filter(({ command }) => command.join(' ').includes('web/server'));
    await vi.waitFor(() => expect(pods()).toHaveLength(2), patient);
    harness.kill('SIGKILL');
    await nothingLeft(runId);
  });

  it('can be kept: it continues without its harness, and clean ends it', async () => {
    using folder = tempFolder();
    const runId = newRunId('kept');
    const cluster = await making(folder.path, { runId }).cluster;
    await cluster.keep();
    await cluster[Symbol.asyncDispose]();
    await using kube = connect(cluster.kubeconfig);
    expect((await kube.core.listNode()).items).toHaveLength(3);
    const signal = AbortSignal.timeout(30_000);
    const [left] = await embedded.leftovers(createCommands(), runId, signal, null);
    await left?.remove(signal);
    await nothingLeft(runId);
    expect(readFileSync(cluster.kubeconfig, 'utf8')).toContain('current-context');
  });
});
