import { expect, it } from 'vitest';
import type { Kube } from '../../../harness/kube/connect.ts';
import { awaitVersion } from '../../../harness/upgrade/await-version.ts';

it("gives up on a node that never returns, and reports how long it waited and the node's state", async () => {
  const gone = {
    status: {
      nodeInfo: { kubeletVersion: 'v1.33.13' },
      conditions: [{ type: 'Ready', status: 'Unknown', message: 'Kubelet stopped posting node status.' }],
    },
  };
  const kube = { core: { readNode: async () => gone } } as unknown as Kube;
  const { signal } = new AbortController();
  await expect(awaitVersion(kube, 'worker', '1.34.4', null, signal, 20)).rejects.toMatchObject({
    code: 'upgrade-failed',
    message:
      'worker did not report 1.34.4, Ready, within 20 ms; last seen: 1.33.13, not Ready (Kubelet stopped posting node status.)',
  });
});
