import {
  type JournalEntry,
  type JournalRecord,
  journalVersion,
  type NodeRef,
  type NodeState,
  type PodState,
  type Role,
} from '../../../harness/journal/records.ts';
import { outcomes, type SampleColumns, type SampleOutcome } from '../../../harness/journal/samples.ts';
import type { LaneData } from '../../../harness/judge/lanes/lane-data.ts';
import { createLaneSpec } from '../../../harness/scenario/load/lanes.ts';
import type { Scenario } from '../../../harness/scenario/scenario.ts';
import { earlierDrains } from '../../../harness/scenario/upgrade-policy.ts';

/** Seconds of the run, as µs. */
export const s = (seconds: number): number => seconds * 1_000_000;

/** The result of a request that was due at `atS` seconds. */
export type Behaviour = (
  atS: number,
  random: () => number,
) => { readonly ms: number; readonly outcome?: SampleOutcome; readonly pod?: number };

export const healthy: Behaviour = (_, random) => ({ ms: 4 + 4 * random() });

/** Fails in a period, otherwise behaves as given. */
export function failing(fromS: number, toS: number, share = 1, otherwise: Behaviour = healthy): Behaviour {
  return (atS, random) =>
    atS >= fromS && atS < toS && random() < share ? { ms: 1, outcome: 'refused' } : otherwise(atS, random);
}

export interface LaneOptions {
  readonly target?: string;
  readonly lane?: string;
  readonly kind?: LaneData['kind'];
  readonly ratePerS?: number;
  readonly fromS?: number;
  readonly toS?: number;
  readonly behaviour?: Behaviour;
}

/** A lane as the generator records it: one arrival at random in each slot of 1 / rate. */
export function lane(options: LaneOptions = {}): LaneData {
  const {
    target = 'web',
    lane = 'fresh',
    kind = 'fresh',
    ratePerS = 100,
    fromS = 100,
    toS = 400,
    behaviour = healthy,
  } = options;
  const random = seeded(`${target}${lane}`.length + ratePerS);
  const length = Math.max(0, Math.floor((toS - fromS) * ratePerS));
  const columns = createEmptyColumns(length);
  for (let row = 0; row < length; row += 1) {
    const atS = fromS + (row + random()) / ratePerS;
    const { ms, outcome = 'ok', pod = 1 } = behaviour(atS, random);
    columns.seq[row] = row;
    columns.intendedUs[row] = s(atS);
    columns.sentUs[row] = s(atS) + 200;
    columns.firstByteUs[row] = outcome === 'ok' ? s(atS) + ms * 900 : Number.NaN;
    columns.endUs[row] = s(atS) + ms * 1000;
    columns.status[row] = outcome === 'ok' ? 200 : 0;
    columns.outcome[row] = outcomes[outcome];
    columns.connection[row] = 1 + (row % 10);
    columns.answered[row] = Number(pod !== 0);
    columns.pod[row] = pod;
  }
  return { target, lane, kind, ratePerS, columns, torn: false };
}

export function createEmptyColumns(length: number): SampleColumns {
  return {
    length,
    seq: new Uint32Array(length),
    intendedUs: new Float64Array(length),
    sentUs: new Float64Array(length),
    firstByteUs: new Float64Array(length),
    endUs: new Float64Array(length),
    status: new Uint16Array(length),
    outcome: new Uint8Array(length),
    connection: new Uint32Array(length),
    answered: new Uint8Array(length),
    pod: new Uint16Array(length),
    node: new Uint16Array(length),
    bytes: new Uint32Array(length),
  };
}

/** Only some rows, each unchanged. */
export function keepRows(data: LaneData, keep: (atS: number, row: number) => boolean): LaneData {
  const rows = [...data.columns.intendedUs.keys()].filter((row) =>
    keep((data.columns.intendedUs[row] as number) / s(1), row),
  );
  const columns = createEmptyColumns(rows.length);
  const { length: _, ...names } = columns;
  for (const name of Object.keys(names) as (keyof typeof names)[])
    rows.forEach((from, to) => {
      columns[name][to] = data.columns[name][from] as number;
    });
  return { ...data, columns };
}

/** The rows up to a moment, as after a kill. */
export function cutLane(data: LaneData, untilS: number): LaneData {
  const last = data.columns.intendedUs.at(-1);
  if (last === undefined || last < s(untilS)) return data;
  return { ...keepRows(data, (atS) => atS < untilS), torn: true };
}

/** Park–Miller: the same sequence on every machine. */
function seeded(seed: number): () => number {
  let state = (seed * 7919 + 1) % 2_147_483_647;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

export const scenario: Scenario = {
  apiVersion: 'rehearsal/v1alpha1',
  kind: 'Rehearsal',
  metadata: { name: 'simulated' },
  repeat: 1,
  cluster: {
    provider: 'kind',
    name: null,
    from: '1.33.13',
    to: '1.34.4',
    controlPlanes: 1,
    pools: [{ name: 'workers', nodes: 2 }],
    images: [],
    nodeImages: {},
    commands: {},
    cpus: null,
    production: null,
    clone: null,
  },
  upgrade: {
    none: false,
    controlPlane: {
      strategy: 'in-place',
      intervalMs: 5_000,
      addons: { validations: 2, everyMs: 5_000, timeoutMs: 300_000 },
    },
    nodes: {
      strategy: 'in-place',
      maxUnavailable: 1,
      rounding: { maxSurge: 'up', maxUnavailable: 'down' },
      order: { by: 'listed' },
      canary: null,
      intervalMs: 5_000,
    },
    pools: {},
    drain: {
      timeoutMs: 120_000,
      onTimeout: 'fail',
      maxQuarantined: null,
      ...earlierDrains,
      postDrainDelayMs: 0,
    },
    gate: { validations: 2, everyMs: 5_000, timeoutMs: 300_000, beforeGroup: 0, checks: [] },
    abort: null,
    hooks: [],
  },
  workload: {
    builtin: 'web',
    replicas: 3,
    workUs: 0,
    preStopMs: 5_000,
    terminationGraceMs: 30_000,
    budget: { minAvailable: 2 },
    spread: true,
    onSigterm: 'graceful',
    readinessProbe: true,
    startupMs: 0,
    ready: { withinMs: 300_000 },
  },
  frontDoor: {
    type: 'proxy',
    annotations: {},
    healthCheck: { of: 'node-proxy', everyMs: 1_000, timeoutMs: 500, rise: 2, fall: 2 },
    connectTimeoutMs: 1_000,
    allUnhealthy: 'route-to-all',
    deregistration: { lagMs: 0, drainDelayMs: null },
  },
  load: {
    ratePerS: 100,
    targets: [],
    arrival: { pattern: 'random' },
    lanes: [createLaneSpec('reused'), createLaneSpec('fresh')],
    timeoutMs: 2_000,
    slowMs: 1_000,
    baselineMs: 60_000,
    recoveryMs: 60_000,
    closed: null,
    seed: 1,
    cpus: null,
  },
  criteria: {
    outage: { longestMs: 500 },
    bad: { perStepMs: 1_000 },
    latency: { p90: { increase: 0.5, atLeastMs: 20 }, p99: null },
    probes: { api: { longestMs: 180_000 }, dns: null, pods: null, apiWrite: null, rollout: null },
    settle: { withinMs: 60_000 },
  },
  production: null,
};

const nodes: readonly NodeRef[] = [
  nodeRef('cp-1', 'control-plane', 0),
  nodeRef('worker-1', 'worker', 0),
  nodeRef('worker-2', 'worker', 1),
];

function nodeRef(name: string, role: Role, ordinal: number): NodeRef {
  return { uid: name, name, slot: { pool: role === 'worker' ? 'workers' : 'control-plane', role, ordinal } };
}

const expected = ['kube-apiserver:v1.34.4', 'etcd:3.6.5', 'hub.example:5000/coredns/coredns:v1.12.1'];

/** When each step begins, is uncordoned and ends, in seconds. */
export const stepTimes = [
  { begin: 160, cordon: 180, uncordon: 215, end: 216 },
  { begin: 230, cordon: 235, uncordon: 260, end: 261 },
  { begin: 280, cordon: 285, uncordon: 310, end: 311 },
] as const;

/** The journal of an upgrade without failures: baseline 100 to 160 s, three steps, recovery 330 to 400 s. */
export function journal(): JournalRecord[] {
  const records: JournalRecord[] = [];
  const at = (atS: number, entry: JournalEntry) => records.push({ atUs: s(atS), ...entry } as JournalRecord);
  const phase = (
    name: 'prepare' | 'settle' | 'baseline' | 'upgrade' | 'recovery',
    fromS: number,
    toS: number,
  ) => {
    at(fromS, { type: 'phase', phase: name, edge: 'begin' });
    at(toS, { type: 'phase', phase: name, edge: 'end', outcome: 'done' });
  };
  const machine = { cpus: 2, memoryBytes: 8e9, kernel: '6.1', node: '24.21.0' };
  at(0, {
    type: 'journal',
    version: journalVersion,
    tool: '0.1.0',
    runId: 'r1',
    originNs: '0',
    wall: '2026-11-20T10:00:00.000Z',
    machine,
  });
  at(0.1, {
    type: 'claims',
    claims: { production: true, covers: [], notCovered: [], kernelOf: 'this machine' },
  });
  phase('prepare', 1, 50);
  at(40, { type: 'cluster', name: 'c', nodes, apiServers: ['https://127.0.0.1:6443'] });
  at(49, {
    type: 'workload',
    rollouts: [{ kind: 'Deployment', namespace: 'rehearse', name: 'web' }],
    targets: [{ name: 'web', namespace: 'rehearse', service: 'web' }],
  });
  phase('settle', 51, 99);
  at(60, {
    type: 'inventory',
    when: 'before',
    version: '1.33.13',
    nodes: nodes.map((node) => nodeState(node.name, '1.33.13')),
    pods: systemPods('v1.33.13', '3.5.24', 'v1.12.0'),
    expected: [],
  });
  for (const node of nodes) at(61, { type: 'node', change: 'added', node: nodeState(node.name, '1.33.13') });
  at(62, { type: 'name', of: 'pod', id: 1, name: 'web-1' });
  for (const name of ['reused', 'fresh'] as const)
    at(99.5, {
      type: 'lane',
      target: 'web',
      lane: name,
      file: `web.${name}.local.arrows`,
      ratePerS: 100,
      kind: name,
      ...{ protocol: 'http1', tls: false, connections: 10, limit: null, schedule: null },
    });
  phase('baseline', 100, 160);
  phase('upgrade', 160, 330);
  phase('recovery', 330, 400);
  for (let second = 100; second < 400; second += 1) {
    at(second + 0.3, {
      type: 'probe',
      probe: 'api',
      source: 'https://127.0.0.1:6443',
      seq: second,
      sentUs: s(second),
      durationUs: 3_000,
      ok: second < 165 || second > 175,
    });
    at(second + 1, {
      type: 'load-host',
      fromUs: s(second),
      toUs: s(second + 1),
      lagP99Us: 900,
      lagMaxUs: 2_000,
      ...{ loopMaxUs: 3_000, loopP99Us: null, gcUs: null, gcMaxUs: null },
      cpuBusy: 0.5,
      steal: 0,
    });
  }
  nodes.forEach((node, step) => {
    records.push(...stepRecords(step, node));
  });
  at(398, {
    type: 'inventory',
    when: 'after',
    version: '1.34.4',
    nodes: nodes.map((node) => nodeState(node.name, '1.34.4')),
    pods: systemPods('v1.34.4', '3.6.5', 'v1.12.1'),
    expected,
  });
  for (const name of ['reused', 'fresh'] as const)
    at(399.5, {
      type: 'lane-end',
      target: 'web',
      lane: name,
      scheduled: 30_000,
      outcomes: { ok: 30_000 },
      rows: 30_000,
    });
  at(400.1, { type: 'phase', phase: 'teardown', edge: 'begin' });
  return records.sort((a, b) => a.atUs - b.atUs);
}

function stepRecords(step: number, node: NodeRef): JournalRecord[] {
  const times = stepTimes[step];
  if (times === undefined) return [];
  const intent = (
    atS: number,
    action: 'step' | 'cordon' | 'drain' | 'kubelet' | 'uncordon',
    edge: 'begin' | 'end',
  ): JournalRecord => ({
    atUs: s(atS),
    type: 'intent',
    step,
    repeat: 0,
    node: node.name,
    slot: node.slot,
    action,
    edge,
    ...(edge === 'end' ? { outcome: 'done' as const } : {}),
  });
  const seen = (atS: number, state: NodeState): JournalRecord => ({
    atUs: s(atS),
    type: 'node',
    change: 'modified',
    node: state,
  });
  return [
    intent(times.begin, 'step', 'begin'),
    intent(times.cordon, 'cordon', 'begin'),
    seen(times.cordon + 0.01, { ...nodeState(node.name, '1.33.13'), unschedulable: true }),
    intent(times.cordon + 0.05, 'cordon', 'end'),
    intent(times.cordon + 0.1, 'drain', 'begin'),
    intent(times.cordon + 8, 'drain', 'end'),
    intent(times.cordon + 8.1, 'kubelet', 'begin'),
    intent(times.uncordon - 1, 'kubelet', 'end'),
    intent(times.uncordon - 0.1, 'uncordon', 'begin'),
    seen(times.uncordon, nodeState(node.name, '1.34.4')),
    intent(times.uncordon + 0.1, 'uncordon', 'end'),
    intent(times.end, 'step', 'end'),
  ];
}

function nodeState(name: string, kubeletVersion: string): NodeState {
  return { name, uid: name, ready: true, unschedulable: false, kubeletVersion };
}

export function podState(over: Partial<PodState> = {}): PodState {
  return {
    uid: over.name ?? 'p',
    namespace: 'kube-system',
    name: 'p',
    node: 'cp-1',
    phase: 'Running',
    ready: true,
    terminating: false,
    ip: '10.0.0.1',
    owner: 'ReplicaSet/p',
    restarts: 0,
    images: [],
    waiting: null,
    ...over,
  };
}

function systemPods(version: string, etcd: string, coredns: string): PodState[] {
  return [
    podState({ name: 'kube-apiserver-cp-1', owner: 'Node/cp-1', images: [`kube-apiserver:${version}`] }),
    podState({ name: 'etcd-cp-1', owner: 'Node/cp-1', images: [`etcd:${etcd}`] }),
    podState({ name: 'coredns-1', images: [`hub.example:5000/coredns/coredns:${coredns}`] }),
    podState({
      name: 'pod-network-1',
      owner: 'DaemonSet/pod-network',
      images: ['hub.example:5000/network:v9'],
    }),
  ];
}

/** The journal's closing accounts, corrected to the rows of the lanes. */
export function withAccounts(records: readonly JournalRecord[], lanes: readonly LaneData[]): JournalRecord[] {
  const names = Object.keys(outcomes);
  const opened = records.filter((one) => one.type !== 'lane-end');
  const at = opened.findIndex((one) => one.type === 'phase' && one.phase === 'teardown');
  const ends = lanes.map((one): JournalRecord => {
    const counts: Record<string, number> = {};
    for (const outcome of one.columns.outcome)
      counts[names[outcome] as string] = (counts[names[outcome] as string] ?? 0) + 1;
    return {
      atUs: s(399.5),
      type: 'lane-end',
      target: one.target,
      lane: one.lane,
      scheduled: one.columns.length,
      outcomes: counts,
      rows: one.columns.length,
    };
  });
  return at < 0 ? [...opened, ...ends] : [...opened.slice(0, at), ...ends, ...opened.slice(at)];
}

/** kube-proxy's DaemonSet with so many of its three pods updated. */
export const proxyRollout = (updated: number): JournalEntry => ({
  type: 'rollout',
  change: 'modified',
  rollout: {
    kind: 'DaemonSet',
    namespace: 'kube-system',
    name: 'kube-proxy',
    generation: 2,
    observedGeneration: 2,
    desired: 3,
    updated,
    ready: 3,
    available: 3,
  },
});
