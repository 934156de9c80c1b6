import type { LaneSummary, Summary, WindowStats } from '../../../harness/judge/answer/summary.ts';
import type { ChartData, ChartLane } from '../../../harness/judge/chart.ts';
import { headlineText } from '../../../harness/reasons/headline.ts';
import { reason } from '../../../harness/reasons/reason.ts';

const second = 1_000_000;

function stats(
  fromS: number,
  toS: number,
  ratePerS: number,
  failed: number,
  p: readonly [number, number, number, number],
  slow = 0,
): WindowStats {
  return {
    fromUs: fromS * second,
    toUs: toS * second,
    scheduled: (toS - fromS) * ratePerS,
    failed,
    slow,
    latency: { p50Ms: p[0], p90Ms: p[1], p99Ms: p[2], maxMs: p[3] },
  };
}

function lane(
  name: readonly [target: string, lane: string],
  kind: LaneSummary['kind'],
  role: LaneSummary['role'],
  ratePerS: number,
  outcomes: Readonly<Record<string, number>>,
  windows: Pick<LaneSummary, 'baseline' | 'upgrade' | 'recovery' | 'steps'>,
): LaneSummary {
  const scheduled = Object.values(outcomes).reduce((sum, requests) => sum + requests, 0);
  return {
    target: name[0],
    lane: name[1],
    kind,
    role,
    ratePerS,
    resolutionMs: 1000 / ratePerS,
    connections: kind === 'fresh' ? scheduled : kind === 'closed' ? 10 : 14,
    accounting: { scheduled, outcomes, complete: true, torn: false },
    ...windows,
  };
}

const worker2 = { target: 'web', lane: 'fresh', step: 'worker-2 (worker, step 3 of 3)' };
const tunedReasons = [
  reason('criterion', {
    ...{ id: 'outage.longest', state: 'missed', unit: 'ms', value: 1_215, limit: 500, ...worker2 },
    reasons: [
      reason('longest-outage', { lane: 'web/fresh', ms: 1_215, resolutionMs: 5, beganBeforeUs: null }),
    ],
  }),
  reason('criterion', {
    ...{ id: 'bad.perStep', state: 'missed', unit: 'ms', value: 1_240, limit: 1_000, ...worker2 },
    reasons: [reason('bad-requests', { lane: 'web/fresh', ms: 1_240 })],
  }),
  reason('criterion', {
    ...{ id: 'latency.p90', state: 'unresolved', unit: 'ratio', value: 0.31, limit: 0.5 },
    ...{ target: 'web', lane: 'fresh', step: 'worker steps' },
    reasons: [reason('more-would-settle', { times: 2 })],
  }),
];

/**
 * One control plane and two workers, 1.33.13 to 1.34.4: the drain of the last worker interrupted the service
 * for 1.2 s.
 */
export const tuned: Summary = {
  version: 3,
  tool: 'k8s-rehearse 0.1.0',
  runId: '20261120-101500-k3m9',
  scenario: 'kind-1.33-to-1.34',
  startedAt: '2026-11-20T10:15:00.000Z',
  provider: 'kind',
  from: '1.33.13',
  to: '1.34.4',
  machine: { cpus: 2, memoryBytes: 8_322_031_616, kernel: '6.1.0-18-amd64', node: '24.21.0' },
  claims: {
    production: true,
    covers: [
      'the order of the roll, its drains, gates and intervals',
      "the service's own behaviour when its pods move",
    ],
    notCovered: [
      'cloud load balancers and their health checks',
      'node kernels, disks and networks of production',
      "production's size and load",
    ],
    kernelOf: 'this machine',
  },
  verdict: 'tune',
  exitCode: 10,
  headline: headlineText({ verdict: 'tune', reasons: tunedReasons }),
  reasons: tunedReasons,
  recommendations: [
    {
      setting: 'workload.preStop',
      from: '0s',
      to: '5s',
      reasons: [],
      why: "In E1 the pod left at once on SIGTERM while web/fresh was still routed to it for 1.2 s; a pause longer than the endpoint's removal (measured 1.2 s) keeps it answering.",
    },
  ],
  criteria: [
    {
      id: 'outage.longest',
      scope: { target: 'web', lane: 'fresh', step: 'worker-2 (worker, step 3 of 3)' },
      unit: 'ms',
      state: 'missed',
      value: 1215,
      limit: 500,
      reasons: [],
      why: 'outage of E1',
    },
    {
      id: 'bad.perStep',
      scope: { target: 'web', lane: 'fresh', step: 'worker-2 (worker, step 3 of 3)' },
      unit: 'ms',
      state: 'missed',
      value: 1240,
      limit: 1000,
      reasons: [],
      why: '248 bad of 12,400 requests / 200 per s',
    },
    {
      id: 'latency.p90',
      scope: { target: 'web', lane: 'reused', step: 'control-plane' },
      unit: 'ratio',
      state: 'met',
      value: 0.0412,
      limit: 0.5,
      ci: [-0.021, 0.107],
      reasons: [],
      why: 'upper end below the margin',
    },
    {
      id: 'latency.p90',
      scope: { target: 'web', lane: 'fresh', step: 'worker' },
      unit: 'ratio',
      state: 'unresolved',
      value: 0.31,
      limit: 0.5,
      ci: [-0.08, 0.87],
      reasons: [],
      why: '6 batches; 2 more rolls would settle it',
    },
    {
      id: 'probes.api',
      scope: { probe: 'api' },
      unit: 'ms',
      state: 'met',
      value: 108_400,
      limit: 180_000,
      reasons: [],
      why: 'longest outage',
    },
    {
      id: 'probes.dns',
      scope: { probe: 'dns' },
      unit: 'ms',
      state: 'unresolved',
      value: null,
      limit: 2000,
      reasons: [],
      why: 'no DNS probe reported',
    },
    {
      id: 'settle.within',
      scope: { step: 'worker-2 (worker, step 3 of 3)' },
      unit: 'ms',
      state: 'met',
      value: 14_200,
      limit: 60_000,
      reasons: [],
      why: 'slowest step',
    },
  ],
  postChecks: [
    { id: 'nodes at the target version', ok: true, reasons: [], detail: '3 of 3 report 1.34.4' },
    {
      id: 'static pods at the target version',
      ok: true,
      reasons: [],
      detail: '4 of 4 run the images that kubeadm 1.34.4 names',
    },
    {
      id: 'no system pod is failing',
      ok: null,
      reasons: [],
      detail: 'the list after the roll is missing',
    },
  ],
  baseline: {
    contamination: { before: 0, beforeS: 180, after: 1, afterS: 520, chance: 0.74286 },
    trends: [],
  },
  noiseFloor: {
    key: '0123456789abcdef',
    sha256: 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
    intact: true,
    runs: ['20261101-010203-ab12', '20261102-010203-cd34'],
    needed: 19,
    compared: [
      {
        id: 'outage.longest',
        scope: { target: 'web', lane: 'fresh' },
        unit: 'ms',
        value: 1215,
        windows: 2,
        most: 120,
        excuses: false,
      },
      {
        id: 'latency.p90',
        scope: { step: 'worker steps' },
        unit: 'ratio',
        value: 0.3,
        windows: 2,
        most: 0.04,
        excuses: false,
      },
    ],
  },
  shifts: [
    {
      target: 'web',
      lane: 'fresh',
      of: 'worker',
      batchS: 5,
      points: [
        { p: 0.5, baselineMs: 2, afterMs: 2.1, ratio: 0.05, ci: [-0.01, 0.111] },
        { p: 0.9, baselineMs: 4, afterMs: 5.2, ratio: 0.3, ci: [0.12, 0.508] },
        { p: 0.999, baselineMs: 9.5, afterMs: 30.25, ratio: null, ci: null },
      ],
    },
  ],
  phases: [
    { phase: 'prepare', fromUs: 0, toUs: 62.4 * second, outcome: 'done' },
    { phase: 'settle', fromUs: 62.4 * second, toUs: 80 * second, outcome: 'done' },
    { phase: 'baseline', fromUs: 80 * second, toUs: 260 * second, outcome: 'done' },
    { phase: 'upgrade', fromUs: 260 * second, toUs: 640 * second, outcome: 'done' },
    { phase: 'recovery', fromUs: 640 * second, toUs: 760 * second, outcome: 'done' },
    { phase: 'teardown', fromUs: 760 * second, toUs: null, outcome: 'unknown' },
  ],
  lanes: [
    lane(
      ['web', 'reused'],
      'reused',
      'judged',
      200,
      { ok: 135_997, 'reset-after-sent': 2, closed: 1 },
      {
        baseline: stats(80, 260, 200, 0, [2.81, 4.02, 8.9, 31.4]),
        upgrade: stats(260, 640, 200, 3, [2.93, 4.4, 14.2, 412]),
        recovery: stats(640, 760, 200, 0, [2.8, 4.1, 8.7, 22.5]),
        steps: [
          stats(260, 470, 200, 0, [2.9, 4.2, 13.1, 212]),
          stats(470, 560, 200, 0, [2.9, 4.4, 14.0, 190]),
          stats(560, 622, 200, 3, [3.0, 4.6, 15.9, 412]),
        ],
      },
    ),
    lane(
      ['web', 'fresh'],
      'fresh',
      'judged',
      200,
      { ok: 135_752, refused: 0, closed: 241, 'timed-out': 7 },
      {
        baseline: stats(80, 260, 200, 0, [3.42, 5.11, 10.3, 40.2]),
        upgrade: stats(260, 640, 200, 248, [3.61, 6.7, 34.8, 1998], 2),
        recovery: stats(640, 760, 200, 0, [3.4, 5.2, 10.1, 28.8]),
        steps: [
          stats(260, 470, 200, 0, [3.6, 5.6, 18.3, 380]),
          stats(470, 560, 200, 0, [3.5, 5.5, 17.7, 201]),
          stats(560, 622, 200, 248, [3.7, 7.9, 61.4, 1998], 2),
        ],
      },
    ),
    lane(
      ['web', 'closed'],
      'closed',
      'shown',
      50,
      { ok: 33_991, 'reset-after-sent': 9 },
      {
        baseline: stats(80, 260, 50, 0, [2.2, 3.4, 7.7, 19.8]),
        upgrade: stats(260, 640, 50, 9, [2.3, 3.6, 12.9, 1240], 1),
        recovery: null,
        steps: [
          stats(260, 470, 50, 0, [2.3, 3.5, 12.2, 177]),
          stats(470, 560, 50, 0, [2.3, 3.5, 11.1, 96]),
          null,
        ],
      },
    ),
    lane(
      ['control', 'fresh'],
      'fresh',
      'control',
      50,
      { ok: 34_000 },
      {
        baseline: stats(80, 260, 50, 0, [1.1, 1.6, 3.2, 12]),
        upgrade: stats(260, 640, 50, 0, [1.2, 1.9, 6.1, 48]),
        recovery: stats(640, 760, 50, 0, [1.1, 1.6, 3.3, 11]),
        steps: [
          stats(260, 470, 50, 0, [1.2, 1.9, 6.4, 48]),
          stats(470, 560, 50, 0, [1.2, 1.8, 5.5, 30]),
          stats(560, 622, 50, 0, [1.2, 1.8, 5.9, 33]),
        ],
      },
    ),
  ],
  capacity: {
    before: {
      requests: 20_000,
      connections: 10,
      durationMs: 11_720,
      ratePerS: 1706.5,
      p50Ms: 5.6,
      p90Ms: 8.1,
      p99Ms: 14.9,
      maxMs: 61.2,
      errors: 0,
      non2xx: 0,
    },
    after: {
      requests: 20_000,
      connections: 10,
      durationMs: 12_031,
      ratePerS: 1662.4,
      p50Ms: 5.8,
      p90Ms: 8.3,
      p99Ms: 15.8,
      maxMs: 70.3,
      errors: 0,
      non2xx: 0,
    },
  },
  steps: [
    {
      index: 0,
      repeat: 0,
      node: 'rehearse-k3m9-control-plane',
      role: 'control-plane',
      title: 'rehearse-k3m9-control-plane (control-plane, step 1 of 3)',
      from: '1.33.13',
      to: '1.34.4',
      outcome: 'done',
      window: { fromUs: 260.1 * second, toUs: 470 * second, fromKnownFrom: 'intent', toKnownFrom: 'api' },
      actions: [
        { action: 'config', fromUs: 260.1 * second, toUs: 392.7 * second, outcome: 'done', detail: null },
        { action: 'cordon', fromUs: 392.7 * second, toUs: 392.8 * second, outcome: 'done', detail: null },
        {
          action: 'drain',
          fromUs: 392.8 * second,
          toUs: 394.1 * second,
          outcome: 'done',
          detail: '2 pods evicted',
        },
        { action: 'kubelet', fromUs: 394.1 * second, toUs: 399.8 * second, outcome: 'done', detail: null },
        {
          action: 'await-version',
          fromUs: 399.8 * second,
          toUs: 409.2 * second,
          outcome: 'done',
          detail: null,
        },
        { action: 'uncordon', fromUs: 409.2 * second, toUs: 409.3 * second, outcome: 'done', detail: null },
        { action: 'interval', fromUs: 409.3 * second, toUs: 439.3 * second, outcome: 'done', detail: null },
        {
          action: 'gate',
          fromUs: 439.3 * second,
          toUs: 470 * second,
          outcome: 'done',
          detail: '2 validations in a row',
        },
      ],
      warnings: [],
      settledMs: 41_300,
      overlapped: false,
      worst: { target: 'web', lane: 'fresh', badMs: 0 },
      episodes: [],
    },
    {
      index: 1,
      repeat: 0,
      node: 'rehearse-k3m9-worker',
      role: 'worker',
      title: 'rehearse-k3m9-worker (worker, step 2 of 3)',
      from: '1.33.13',
      to: '1.34.4',
      outcome: 'done',
      window: { fromUs: 470 * second, toUs: 560 * second, fromKnownFrom: 'intent', toKnownFrom: 'api' },
      actions: [
        { action: 'config', fromUs: 470 * second, toUs: 476 * second, outcome: 'done', detail: null },
        {
          action: 'drain',
          fromUs: 476.2 * second,
          toUs: 488 * second,
          outcome: 'done',
          detail: '3 pods evicted',
        },
        { action: 'kubelet', fromUs: 488 * second, toUs: 494 * second, outcome: 'done', detail: null },
        { action: 'interval', fromUs: 506 * second, toUs: 536 * second, outcome: 'done', detail: null },
        {
          action: 'gate',
          fromUs: 536 * second,
          toUs: 560 * second,
          outcome: 'done',
          detail: '2 validations in a row',
        },
      ],
      warnings: [
        reason('during-action', {
          action: 'drain',
          warning: reason('warning', {
            reason: 'Unhealthy',
            object: 'Pod shop/web-2',
            otherObjects: 0,
            times: null,
            ms: 3_000,
            when: 'before',
            message: 'Readiness probe failed',
          }),
        }),
      ],
      settledMs: 12_800,
      overlapped: true,
      worst: { target: 'web', lane: 'fresh', badMs: 0 },
      episodes: [],
    },
    {
      index: 2,
      repeat: 0,
      node: 'rehearse-k3m9-worker2',
      role: 'worker',
      title: 'rehearse-k3m9-worker2 (worker, step 3 of 3)',
      from: '1.33.13',
      to: '1.34.4',
      outcome: 'done',
      window: { fromUs: 560 * second, toUs: 622 * second, fromKnownFrom: 'intent', toKnownFrom: 'api' },
      actions: [
        { action: 'config', fromUs: 560 * second, toUs: 566 * second, outcome: 'done', detail: null },
        {
          action: 'drain',
          fromUs: 566.2 * second,
          toUs: 579 * second,
          outcome: 'done',
          detail: '4 pods evicted',
        },
        { action: 'kubelet', fromUs: 579 * second, toUs: 585 * second, outcome: 'done', detail: null },
        { action: 'interval', fromUs: 597 * second, toUs: 622 * second, outcome: 'done', detail: null },
      ],
      warnings: [],
      settledMs: 14_200,
      overlapped: false,
      worst: { target: 'web', lane: 'fresh', badMs: 1240 },
      episodes: ['E1'],
    },
  ],
  episodes: [
    {
      id: 'E1',
      target: 'web',
      lane: 'fresh',
      fromUs: 567.412 * second,
      toUs: 568.667 * second,
      spanMs: 1255,
      outageMs: 1215,
      depth: 0.988,
      badMs: 1240,
      bad: 248,
      slots: 251,
      outcomes: { closed: 241, 'timed-out': 7 },
      pods: ['web-6d9f7c5b8-k2xqp', 'web-6d9f7c5b8-zz41m'],
      phase: 'upgrade',
      step: 2,
      action: 'drain',
      mechanism: { id: 'routed-to-a-gone-pod', title: 'routed to a pod that was gone' },
      evidence: [
        reason('stale-endpoint', {
          pod: 'web-6d9f7c5b8-k2xqp',
          terminatingUs: 567.4 * second,
          unroutedUs: 568.6 * second,
          lost: 248,
          lagMs: 1_240,
        }),
      ],
      meanwhile: [
        reason('eviction', {
          namespace: 'shop',
          pod: 'web-6d9f7c5b8-k2xqp',
          node: 'rehearse-k3m9-worker2',
          result: 'accepted',
          atUs: 567.4 * second,
        }),
      ],
    },
  ],
  probes: [
    {
      probe: 'api',
      source: 'https://127.0.0.1:40123',
      count: 1398,
      failed: 221,
      longestMs: 108_400,
      outages: [
        { fromUs: 279.2 * second, toUs: 387.6 * second, failed: 213, step: 0 },
        { fromUs: 395.3 * second, toUs: 399.3 * second, failed: 8, step: 0 },
      ],
    },
    { probe: 'dns', source: 'rehearse-k3m9-worker2', count: 0, failed: 0, longestMs: 0, outages: [] },
  ],
  blind: [
    { resource: 'nodes', fromUs: 279 * second, toUs: 388.1 * second, why: 'fetch failed: ECONNREFUSED' },
    { resource: 'pods', fromUs: 279 * second, toUs: null, why: 'the journal ends' },
  ],
  host: {
    measuredS: 500,
    overloadedS: 6,
    baseline: { measuredS: 120, saturatedS: 0 },
    waitingShare: 0.41,
    overloaded: [{ fromUs: 281_000_000, toUs: 287_000_000 }],
    cpus: { replica: 0.7, tool: 0.3, outside: 0.1 },
    outside: [{ name: 'dockerd', count: 1, pid: 612, cpus: 0.08 }],
  },
  loadHost: {
    lagP99Ms: 1.31,
    lagMaxMs: 44.2,
    cpuBusyMean: 0.61,
    marked: [{ fromUs: 281 * second, toUs: 282 * second, why: reason('tasks-waited') }],
    recommendations: [],
  },
  proves: { badSteps: 1, steps: 3, upperBound: 0.86465 },
  commands: [],
  wayBack: null,
  production: {
    durationMs: 24_180_000,
    fits: true,
    formula: '3 control planes × (4 min + 30 s + 31 s) + 50 nodes × (4 min + 30 s + 24 s)',
  },
  lags: [],
  frontDoor: {
    settings: 'HAProxy 3.0, TCP, no retries, health check of node-proxy every 2 s (rise 2, fall 3)',
    backends: ['rehearse-k3m9-worker:30080', 'rehearse-k3m9-worker2:30080'],
  },
  caveats: [reason('unknown-mechanisms', { unknown: 1, episodes: 4 })],
  warnings: [],
};

const approvedReason = reason('met-at-version', {
  criteria: 6,
  upgraded: "every node and component of kubeadm's",
  version: '1.34.4',
});

/** The same upgrade, harmless. */
export const approved: Summary = {
  ...tuned,
  verdict: 'approve',
  exitCode: 0,
  headline: headlineText({ verdict: 'approve', reasons: [approvedReason] }),
  reasons: [approvedReason],
  recommendations: [],
  criteria: tuned.criteria.flatMap(({ ci, ...criterion }) =>
    criterion.value === null
      ? []
      : [
          {
            ...criterion,
            state: 'met' as const,
            value: criterion.value / 4,
            ...(ci ? { ci: [ci[0] / 4, ci[1] / 4] as const } : {}),
          },
        ],
  ),
  postChecks: tuned.postChecks.map((check) => ({ ...check, ok: true })),
  lanes: tuned.lanes.map((each) => ({
    ...each,
    accounting: { ...each.accounting, outcomes: { ok: each.accounting.scheduled } },
    upgrade: each.baseline,
    steps: each.steps.map(() => each.baseline),
  })),
  steps: tuned.steps.map((step) => ({
    ...step,
    overlapped: false,
    worst: { target: 'web', lane: 'fresh', badMs: 0 },
    episodes: [],
  })),
  episodes: [],
  blind: [],
  proves: { badSteps: 0, steps: 3, upperBound: 0.631597 },
  caveats: [],
  warnings: [],
};

const emptyReason = reason('records-end', { phase: 'prepare', lastUs: 0, action: null, node: null });

/** The remains of a run that was killed before it had measured anything. */
export const empty: Summary = {
  ...tuned,
  verdict: 'inconclusive',
  exitCode: 30,
  headline: headlineText({ verdict: 'inconclusive', reasons: [emptyReason] }),
  reasons: [emptyReason],
  claims: null,
  recommendations: [],
  criteria: [],
  postChecks: [],
  phases: [{ phase: 'prepare', fromUs: 0, toUs: null, outcome: 'unknown' }],
  lanes: [],
  baseline: null,
  noiseFloor: null,
  shifts: [],
  capacity: { before: null, after: null },
  steps: [],
  episodes: [],
  probes: [],
  blind: [],
  loadHost: null,
  host: null,
  proves: null,
  production: null,
  commands: [],
  wayBack: null,
  lags: [],
  frontDoor: null,
};

/** A wave that resembles measured noise and is the same each time. */
function noise(index: number, lane: number): number {
  const x = Math.sin(index * 12.9898 + lane * 78.233) * 43_758.5453;
  return x - Math.floor(x);
}

/** The timeline of `tuned`. */
export const chart: ChartData = {
  t: Array.from({ length: 680 }, (_, index) => 80 + index),
  lanes: tuned.lanes.map((each, index): ChartLane => {
    const seconds = Array.from({ length: 680 }, (_, at) => 80 + at);
    const broken = (s: number) => each.lane === 'fresh' && each.role === 'judged' && s === 568;
    const p50 = each.baseline?.latency?.p50Ms ?? 1;
    const busy = (s: number) => (s > 280 && s < 400 ? 1.6 : s > 560 && s < 622 ? 1.4 : 1);
    return {
      target: each.target,
      lane: each.lane,
      p50Ms: seconds.map((s) => (broken(s) ? null : p50 * (0.95 + 0.1 * noise(s, index)))),
      p99Ms: seconds.map((s) => (broken(s) ? null : p50 * 2.5 * busy(s) * (1 + noise(s, index + 9)))),
      maxMs: seconds.map((s) => (broken(s) ? null : p50 * 5 * busy(s) * (1 + noise(s, index + 19)))),
      failed: seconds.map((s) =>
        broken(s)
          ? 200
          : each.lane === 'fresh' && each.role === 'judged' && s === 567
            ? 48
            : each.lane === 'reused' && s === 567
              ? 3
              : 0,
      ),
    };
  }),
  spans: [
    ...tuned.phases.map((phase) => ({
      kind: 'phase' as const,
      label: phase.phase,
      fromS: phase.fromUs / second,
      toS: (phase.toUs ?? 760 * second) / second,
    })),
    ...tuned.steps.map((step) => ({
      kind: 'step' as const,
      label: step.title,
      fromS: step.window.fromUs / second,
      toS: step.window.toUs / second,
    })),
    ...tuned.steps.flatMap((step) =>
      step.actions.map((action) => ({
        kind: 'action' as const,
        label: `${action.action} ${step.node}`,
        fromS: action.fromUs / second,
        toS: (action.toUs ?? 0) / second,
      })),
    ),
    ...(tuned.probes[0]?.outages ?? []).map((outage) => ({
      kind: 'probe-outage' as const,
      label: 'api https://127.0.0.1:40123',
      probe: 'api' as const,
      fromS: outage.fromUs / second,
      toS: outage.toUs / second,
    })),
    { kind: 'blind', label: 'nodes: fetch failed: ECONNREFUSED', fromS: 279, toS: 388.1 },
  ],
};
