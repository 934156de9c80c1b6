import { no, type ProviderTraits, yes } from './traits.ts';

/** This project's own Kubernetes: see clusters/embedded. */
export const embedded: ProviderTraits = {
  title: 'the embedded cluster',
  summary: "this project's own API servers, controllers and kubelets; pods are processes of this machine",
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
  strategies: { 'control-plane': ['in-place'], worker: ['in-place', 'replace', 'surge'] },
  has: {
    dns: no('the embedded cluster has no DNS'),
    podNetwork: no(
      'the embedded cluster has no network of pods: they share the loopback device of this machine',
    ),
    images: no('the embedded cluster runs no images: `cluster.commands` maps their names to commands'),
    controlLane: yes,
    loadBalancer: no('the embedded cluster is in no cloud: a Service of type LoadBalancer gets no address'),
  },
  goesBack: no('in this version, a roll of the embedded cluster always goes to its end'),
  judgesLatency: no(
    'latency on the embedded cluster is shown and not judged: nothing of it holds for production',
  ),
  refuses: [{ path: ['cluster', 'nodeImages'], why: 'the nodes of the embedded cluster have no images' }],
  engineCodes: [],
  filesPerConnection: 2,
  pinsWithTaskset: true,
  /** Assumed from this cluster's lags (its lags.json) and a drain of a few seconds. */
  costs: {
    cluster: { fixed: 2_000, perNode: 500 },
    staging: { fixed: 0, perNode: 0 },
    controlPlaneMs: 6_000,
    workerMs: 8_000,
    restartMs: 8_000,
    retireMs: 6_000,
    provisionMs: 3_000,
    workloadMs: 1_000,
    settleMs: 10_000,
    daemonSetsMs: 0,
    teardownMs: 1_000,
    commandsMs: 0,
    tracesMs: 0,
  },
};
