import { describe, expect, it } from 'vitest';
import { watchForLoss } from '../../../../harness/clusters/embedded/loss.ts';
import { maintenance } from '../../../../harness/clusters/embedded/maintenance.ts';
import { askedCluster } from '../../../support/clusters/embedded/asked-cluster.ts';

const { signal } = new AbortController();
const slot = { pool: 'workers', role: 'worker', ordinal: 0 } as const;
const node = { uid: '1', name: 'worker', slot };

describe('a cluster that loses a part of itself', () => {
  it('reports a machine that ended unexpectedly, and none that was switched off', async () => {
    const { cluster, log } = askedCluster();
    const lost = watchForLoss(cluster, signal);
    log.note({ what: 'started', node: 'worker', detail: 'process 1' });
    log.note({ what: 'powered-off', node: 'worker', detail: 'exit code 0' });
    log.note({ what: 'died', node: 'worker2', detail: 'SIGKILL' });
    expect(await lost).toBe('The machine worker2 ended unexpectedly: SIGKILL');
  });

  it("reports the end of its own process, and of its node proxies' process", async () => {
    const own = askedCluster();
    own.end('SIGKILL');
    expect(await watchForLoss(own.cluster, signal)).toBe("The cluster's process ended unexpectedly: SIGKILL");
    const { cluster, log } = askedCluster();
    log.note({ what: 'network-died', node: null, detail: 'exit code 1' });
    expect(await watchForLoss(cluster, signal)).toContain('all node proxies ended');
  });

  it('ignores what ends after it has been released', async () => {
    const letGo = new AbortController();
    const { cluster, end } = askedCluster();
    const lost = watchForLoss(cluster, letGo.signal);
    letGo.abort();
    end('exit code 0');
    await cluster.ended;
    expect(await Promise.race([lost, new Promise((resolve) => setImmediate(resolve, 'not reported'))])).toBe(
      'not reported',
    );
  });

  it('is the reason given when an action on a lost machine fails, not the upgrade', async () => {
    const { cluster, log } = askedCluster();
    log.note({ what: 'died', node: node.name, detail: 'SIGKILL' });
    const ask = async (request: string, args: object) => {
      if (request !== 'facts') throw new Error('There is no machine worker');
      return await cluster.ask(request, args);
    };
    const list = { all: () => [node], add: () => {}, remove: () => {} };
    const { inPlace } = maintenance({ ...cluster, ask }, list);
    await expect(inPlace.upgradeKubelet(node, '1.34.4', signal)).rejects.toMatchObject({
      code: 'cluster-lost',
      message: expect.stringContaining('The machine worker ended'),
    });
  });
});
