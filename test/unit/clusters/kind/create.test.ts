import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createCluster } from '../../../../harness/clusters/kind/create.ts';
import { machineWith, node } from '../../../support/clusters/kind/engine.ts';
import { clusterSpec, refused, runId } from '../../../support/clusters/kind/fixtures.ts';

const other = '20261120-090000-ffff';

/** Creates the cluster `mine` on that machine, without writing to disk. */
const creating = (commands: ReturnType<typeof machineWith>, signal = new AbortController().signal) =>
  createCluster({
    runId,
    cluster: { ...clusterSpec, name: 'mine' },
    privateFolder: join('no', 'private', 'folder'),
    logFolder: '/dev/null/logs',
    commands,
    onProgress: () => {},
    signal,
  });

describe('createCluster', () => {
  it("leaves alone another run's cluster that took the name at the same moment", async () => {
    const machine = machineWith([], ([, verb], made) => {
      if (verb !== 'create') return '';
      made(node('theirs', 'mine', other));
      return refused('node(s) already exist for a cluster with the name "mine"');
    });
    await expect(creating(machine)).rejects.toMatchObject({
      code: 'cluster-create-failed',
      message: expect.stringContaining('already exist'),
    });
    expect(machine.left()).toEqual(['theirs']);
    expect(machine.asked.filter((it) => it.startsWith('kind'))).toEqual([
      expect.stringContaining('kind create cluster --name mine'),
    ]);
  });

  it('exports the logs of what it created, then removes it', async () => {
    const machine = machineWith([], ([, verb], made) => {
      if (verb !== 'create') return '';
      made(node('ours', 'mine', runId));
      return refused('failed to init node with kubeadm');
    });
    await expect(creating(machine)).rejects.toThrow('failed to init node with kubeadm');
    expect(machine.left()).toEqual([]);
    expect(machine.asked).toContainEqual(expect.stringContaining('kind export logs'));
  });

  it('exports nothing after an abort, and removes what exists', async () => {
    const stop = new AbortController();
    const machine = machineWith([], ([, verb], made) => {
      if (verb !== 'create') return '';
      made(node('ours', 'mine', runId));
      stop.abort(new Error('stopped by the user'));
      return refused('ended');
    });
    await expect(creating(machine, stop.signal)).rejects.toThrow('stopped by the user');
    expect(machine.left()).toEqual([]);
    expect(machine.asked.filter((it) => it.includes('export'))).toEqual([]);
  });
});
