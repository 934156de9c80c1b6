import { no, type ProviderTraits, yes } from './traits.ts';

/** Kubernetes in Docker: see clusters/kind. */
export const kind: ProviderTraits = {
  title: 'a kind cluster',
  summary: 'the real components of both versions, in containers of this machine (kind, Docker)',
  ownership: 'created',
  clonesProduction: false,
  createsCloudResources: false,
  rolling: 'nodes',
  // As Kubernetes rounds those of a Deployment.
  rounding: { maxSurge: 'up', maxUnavailable: 'down' },
  poolOrder: 'scenario',
  nodeMarks: null,
  upgraded: "every node and component of kubeadm's",
  validationEveryMs: null,
  drains: null,
  strategies: { 'control-plane': ['in-place'], worker: ['in-place'] },
  has: {
    ...{ dns: yes, podNetwork: yes, images: yes, controlLane: yes },
    loadBalancer: no('a kind cluster is in no cloud: a Service of type LoadBalancer gets no address'),
  },
  goesBack: no('in this version, a roll of a kind cluster always goes to its end'),
  judgesLatency: yes,
  refuses: [
    {
      path: ['cluster', 'commands'],
      why: 'a kind cluster runs images: only `embedded` maps them to commands',
    },
  ],
  engineCodes: ['docker-missing', 'docker-unreachable'],
  filesPerConnection: 1,
  pinsWithTaskset: false,
  /**
   * Measured on a machine with two cores: 25 s for a cluster of three nodes, 40 s for five; exporting the
   * images of a version 5 s, importing them 5 s a node; `kubeadm upgrade apply` 2 to 3 minutes (assumed for
   * further control planes, too); a worker in place 35 s; the DaemonSets 50 s. The rest is assumed.
   */
  costs: {
    cluster: { fixed: 2_500, perNode: 7_500 },
    staging: { fixed: 5_000, perNode: 5_000 },
    controlPlaneMs: 150_000,
    workerMs: 35_000,
    restartMs: 20_000,
    retireMs: 20_000,
    provisionMs: 40_000,
    workloadMs: 20_000,
    settleMs: 30_000,
    daemonSetsMs: 50_000,
    teardownMs: 10_000,
    commandsMs: 0,
    tracesMs: 0,
  },
};
