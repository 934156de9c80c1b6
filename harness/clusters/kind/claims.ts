import type { Claims } from '../../journal/records.ts';

/** What an upgrade of a kind cluster shows about a production one, and what it can't. */
export const claims: Claims = {
  production: true,
  covers: [
    'the real kubeadm, kubelet, API server, etcd, scheduler, controller manager, kube-proxy and CoreDNS of both versions',
    'the order of the upgrade, drains through the eviction API, disruption budgets, rescheduling and endpoint changes',
    "the service's own shutdown, readiness and start, as its clients see them",
  ],
  notCovered: [
    'the network plugin, storage and cloud load balancer of production',
    'replacing machines: nodes are upgraded in place, in containers that share one kernel and one clock',
    'a CoreDNS crowded on one node: its pods are spread over the nodes before the baseline',
    'the size of production: many nodes, many services, other tenants, their load on the API server',
    'latency in absolute terms: client, proxy and nodes share the processors of one machine',
  ],
  kernelOf: 'this machine',
};
