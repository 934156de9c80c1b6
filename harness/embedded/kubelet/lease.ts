import { pauseUnlessAborted } from '../../async/pause.ts';
import { type ApiClient, ApiFailure } from '../client/client.ts';
import type { Node } from '../objects.ts';
import { microTimestamp } from '../times.ts';

const namespace = 'kube-node-lease';
/** As the kubelet's nodeLeaseDurationSeconds. */
const leaseDurationSeconds = 40;
/** More frequent than the kubelet's 10 s: an upgrade waits for a renewal to see that the new kubelet works. */
const everyMs = 2_000;

/** Renews the node's lease as a sign of life, until the signal fires. */
export async function keepLease(api: ApiClient, node: Node, signal: AbortSignal): Promise<void> {
  const { name, uid } = node.metadata;
  const renew = async () => {
    const renewed = {
      holderIdentity: name,
      leaseDurationSeconds,
      renewTime: microTimestamp(Date.now()),
    };
    try {
      await api.patch('Lease', { namespace, name }, { spec: renewed });
    } catch (error) {
      if (!(error instanceof ApiFailure) || error.code !== 404) throw error;
      const owner = { apiVersion: 'v1', kind: 'Node', name, uid };
      await api.create('Lease', {
        metadata: { namespace, name, ownerReferences: [owner] },
        spec: renewed,
      });
    }
  };
  do {
    // An unavailable API is retried at the next renewal.
    await renew().catch(() => {});
  } while (await pauseUnlessAborted(everyMs, signal));
}
