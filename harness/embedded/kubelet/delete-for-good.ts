import { pauseUnlessAborted } from '../../async/pause.ts';
import { type ApiClient, ApiFailure } from '../client/client.ts';
import type { Pod } from '../objects.ts';

const retryMs = 1_000;

/** The kubelet's last word on a pod that was deleted: nothing of it runs any more, its object may go. Waits out an API that is away. */
export async function deleteForGood(api: ApiClient, pod: Pod, signal: AbortSignal): Promise<void> {
  const { namespace = '', name, uid } = pod.metadata;
  do {
    try {
      await api.delete('Pod', { namespace, name }, { gracePeriodSeconds: 0, uid });
      return;
    } catch (error) {
      // It has gone, or another one has its name.
      if (error instanceof ApiFailure && (error.code === 404 || error.code === 409)) return;
    }
  } while (await pauseUnlessAborted(retryMs, signal));
}
