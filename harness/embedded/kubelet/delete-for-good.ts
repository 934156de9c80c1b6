import { pauseUnlessAborted } from '../../async/pause.ts';
import { type ApiClient, ApiFailure } from '../client/client.ts';
import type { Pod } from '../objects.ts';

const retryMs = 1_000;

/**
 * The kubelet's final step for a deleted pod: nothing of it runs any more, so its object is removed. Waits
 * while the API is unavailable.
 */
export async function deleteForGood(api: ApiClient, pod: Pod, signal: AbortSignal): Promise<void> {
  const { namespace = '', name, uid } = pod.metadata;
  do {
    try {
      await api.delete('Pod', { namespace, name }, { gracePeriodSeconds: 0, uid });
      return;
    } catch (error) {
      // The pod is gone, or another one has its name.
      if (error instanceof ApiFailure && (error.code === 404 || error.code === 409)) return;
    }
  } while (await pauseUnlessAborted(retryMs, signal));
}
