import type { Claims, Fidelity } from '../../journal/records.ts';

/** What an upgrade of a clone that kops made shows of production's, and what it can't. */
export const createClaims = (fidelity: readonly Fidelity[]): Claims => ({
  production: true,
  covers: [
    "production's own specification: instance types, machine images, network plugin, kube-proxy, add-ons, settings of kubelet and API server, except for what the table of fidelity lists",
    'the real kops: its order, intervals, drains through the eviction API, replaced instances and validations',
    "the service's own shutdown, readiness and start, as its clients see them",
  ],
  notCovered: [
    'the size of production: its counts of nodes, services and tenants, and their load on the API server',
    'registries that ask nodes for a password: the secret `dockerconfig` of kops is not read, and images behind one are not pulled',
    "production's traffic and data: volumes, databases and services outside the cluster",
    "limits and capacity of the cloud account at the time of production's upgrade",
    'where the cloud itself is a stand-in, as in a test bed: how long instances take to start and to end',
  ],
  kernelOf: 'its own machines',
  ...(fidelity.length > 0 && { fidelity }),
});
