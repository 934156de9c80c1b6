import { pause } from '../../../async/pause.ts';
import { connect } from '../../../kube/connect.ts';
import { bounded } from '../../../kube/request.ts';
import type { ServiceRef } from './await-hosts.ts';

const withinMs = 2 * 60_000;
const everyMs = 1_000;

/**
 * Deletes Services of type LoadBalancer and waits until their controller has removed their load balancers, which `kops delete
 * cluster` finds only by the tags of some controllers. Never throws: with a broken cluster that deletion is all there is.
 */
export async function removeServices(kubeconfig: string, services: readonly ServiceRef[]): Promise<void> {
  const signal = AbortSignal.timeout(withinMs);
  await using kube = connect(kubeconfig);
  const remove = async (service: ServiceRef) => {
    await kube.core.deleteNamespacedService(service, bounded(signal));
    for (;;) {
      await kube.core.readNamespacedService(service, bounded(signal));
      await pause(everyMs, signal);
    }
  };
  await Promise.all(
    services.map((service) =>
      // Not found: gone. Anything else: the API is not there to be asked.
      remove(service).catch(() => {}),
    ),
  );
}
