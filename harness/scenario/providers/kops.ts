import { no, type ProviderTraits, yes } from './traits.ts';

const probesStay =
  'the probes of DNS and of the pod network run on nodes that stay, and a roll by kops replaces every node';

const pastNoBudget = 'kops deletes no pod past its budget: use `fail` or `continue`';

/** A clone that kops makes of production's specification, and rolls: see clusters/kops. */
export const kops: ProviderTraits = {
  title: 'a kops cluster',
  summary: "a clone of production's kops specification, on machines of its own cloud account",
  ownership: 'created',
  clonesProduction: true,
  createsCloudResources: true,
  rolling: 'command',
  // pkg/instancegroups/settings.go
  rounding: { maxSurge: 'up', maxUnavailable: 'down-to-one' },
  // Groups of one role are rolled in the order in which kops lists them.
  poolOrder: 'name',
  nodeMarks: {
    poolLabel: 'kops.k8s.io/instancegroup',
    scheduledTaint: 'kops.k8s.io/scheduled-for-update',
    resume: 'kops rolling-update cluster',
  },
  upgraded: "every node and every component that has Kubernetes' version",
  // pkg/instancegroups of kops; after a bad one it waits for 30 s.
  validationEveryMs: 10_000,
  // pkg/drain of kubectl, which kops drains with: an eviction is requested again after a 429 only. The rest are the
  // values that kops sets (pkg/instancegroups/instancegroups.go).
  drains: { retryMs: 5_000, onError: 'fail', force: true, deleteEmptyDirData: true },
  // On AWS, kops surges by one unless its specification says otherwise.
  strategies: { 'control-plane': ['replace'], worker: ['surge', 'replace'] },
  has: {
    ...{ dns: no(probesStay), podNetwork: no(probesStay), images: yes, controlLane: yes },
    loadBalancer: yes,
  },
  goesBack: yes,
  judgesLatency: yes,
  refuses: [
    {
      path: ['cluster', 'nodeImages'],
      why: "the nodes of a kops cluster boot the machine images of production's specification",
    },
    {
      path: ['cluster', 'commands'],
      why: 'a kops cluster runs images: only `embedded` maps them to commands',
    },
    { path: ['cluster', 'cpus'], why: 'the nodes of a kops cluster are machines of their own' },
    {
      path: ['upgrade', 'none'],
      why: 'without a roll kops does nothing between the phases: its noise would not be that of a rehearsal',
    },
    { path: ['upgrade', 'drain', 'onTimeout'], form: 'delete-pods', why: pastNoBudget },
    { path: ['upgrade', 'drain', 'onTimeout'], form: 'evict-anyway', why: pastNoBudget },
  ],
  engineCodes: [],
  filesPerConnection: 1,
  pinsWithTaskset: false,
  /**
   * Measured against a mocked AWS on a machine with two cores: 58 to 67 s for a cluster of three nodes, 89 s for five; each of
   * the three updates of a roll 17 to 21 s; 10 to 34 s between the control planes' roll and the second update, until their
   * old Nodes are gone; 65 to 68 s after the workers' roll until theirs are; a control plane 39 to 68 s without its interval;
   * a worker 5 to 10 s from instance to Node. A cloud takes minutes for a machine. The rest is assumed.
   */
  costs: {
    cluster: { fixed: 24_000, perNode: 13_000 },
    staging: { fixed: 0, perNode: 0 },
    controlPlaneMs: 60_000,
    workerMs: 15_000,
    restartMs: 60_000,
    retireMs: 5_000,
    provisionMs: 5_000,
    workloadMs: 20_000,
    settleMs: 30_000,
    daemonSetsMs: 0,
    teardownMs: 15_000,
    commandsMs: 90_000,
    tracesMs: 66_000,
  },
};
