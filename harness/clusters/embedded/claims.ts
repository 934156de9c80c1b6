import type { MeasuredLags } from '../../embedded/lags.ts';
import { duration } from '../../format/durations.ts';
import type { Claims } from '../../journal/records.ts';

/**
 * What an upgrade of an embedded cluster shows, and what it can't. It claims nothing about production: no
 * code of Kubernetes runs here, only its documented behaviour.
 */
export function createClaims({ measured, lags }: MeasuredLags): Claims {
  return {
    production: false,
    covers: [
      "the service's own shutdown, readiness and start, as real processes, and what its clients see of them",
      'its policies under this choreography: disruption budget, grace period, preStop, replicas, spread',
      'the order of the upgrade, drains through the eviction API, rescheduling, and the race between termination and endpoints',
    ],
    notCovered: [
      'differences between the versions: only the numbers that nodes and API show change',
      'the network plugin, DNS, storage and image pulls: there are none',
      "etcd and its quorum: the store never fails, and is lost with the cluster's process",
      'latency in absolute terms: client, proxies and pods share the processors and the loopback device of this machine',
      `durations and intervals: components wait for what was measured on kind (${measured}); an API server is away for ${duration(lags.apiServerRestartMs.ms)} and a new machine takes ${duration(lags.nodeProvisionMs.ms)} because that was chosen`,
      'isolation: pods are processes of this machine, with no limits of their own, and share its user, files and network',
    ],
    kernelOf: 'this machine',
  };
}
