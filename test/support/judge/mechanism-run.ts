import { expect } from 'vitest';
import type {
  EndpointState,
  JournalEntry,
  JournalRecord,
  ProbeKind,
} from '../../../harness/journal/records.ts';
import type { Summary } from '../../../harness/judge/answer/summary.ts';
import { judge } from '../../../harness/judge/judge.ts';
import type { LaneData } from '../../../harness/judge/lanes/lane-data.ts';
import type { Scenario, WorkloadSpec } from '../../../harness/scenario/scenario.ts';
import { foldTimeline } from '../../../harness/timeline/timeline.ts';
import {
  type Behaviour,
  healthy,
  journal,
  lane,
  podState,
  s,
  scenario,
  withAccounts,
} from './simulated-run.ts';

/** Records and lanes with a mechanism that is produced on purpose, or nearly. */
export const at = (atS: number, entry: JournalEntry): JournalRecord =>
  ({ atUs: s(atS), ...entry }) as JournalRecord;

/** A pod without a pause, that ends at its first SIGTERM. */
export const abrupt: WorkloadSpec = {
  ...(scenario.workload as WorkloadSpec),
  preStopMs: 0,
  terminationGraceMs: 2_000,
  onSigterm: 'exit',
};

/** Its uid is its name, as `podState` has it, except for one that is named `name/uid`. */
function createEndpoint(named: string, ready = true): EndpointState {
  const [pod = named, uid = pod] = named.split('/');
  return { pod, uid, ip: '10.0.0.1', node: 'worker-1', ready, serving: true, terminating: !ready };
}

/** The Service's only slice: pods that are ready endpoints, and those that are not. */
export const slice = (atS: number, ready: readonly string[], other: readonly string[] = []): JournalRecord =>
  at(atS, {
    type: 'endpoints',
    namespace: 'rehearse',
    service: 'web',
    slice: 'web-a',
    change: 'modified',
    endpoints: [
      ...ready.map((pod) => createEndpoint(pod)),
      ...other.map((pod) => createEndpoint(pod, false)),
    ],
  });

/** Of web-1 on worker-1. */
const web1 = { name: 'web-1', namespace: 'rehearse', node: 'worker-1' };

/**
 * web-1 is terminated at 236 s, and web-2 stays; web-1 is a ready endpoint in no slice from `unroutedS` on,
 * and it has ended at `endedS`.
 */
export const termination = (unroutedS: number, endedS = 237): JournalRecord[] => [
  slice(98, ['web-1', 'web-2']),
  at(98, { type: 'pod', change: 'added', pod: podState(web1) }),
  at(236, { type: 'pod', change: 'modified', pod: podState({ ...web1, terminating: true }) }),
  slice(unroutedS, ['web-2'], ['web-1']),
  at(endedS, { type: 'pod', change: 'deleted', pod: podState({ ...web1, terminating: true }) }),
];

/** Numbers of pods in the samples: web-1 is 1, and so on. */
export const named: readonly JournalRecord[] = [2, 3, 4].map((id) =>
  at(99, { type: 'name', of: 'pod', id, name: `web-${id}` }),
);

/** The API server is down for 6 s, in addition to its outage of 165 to 175 s. */
export const apiAway = (fromS: number): JournalRecord[] =>
  Array.from({ length: 6 }, (_, i) =>
    at(fromS + 0.1 + i, {
      type: 'probe',
      probe: 'api',
      source: 'https://127.0.0.1:6443',
      seq: 1_000 + i,
      sentUs: s(fromS + i),
      durationUs: 1_000,
      ok: false,
    }),
  );

/** Returned at 231 s. */
export const apiAwayAgain = apiAway(225.5);

/** The configuration of the only control plane. */
export const configured = (beginS: number, endS: number): JournalRecord[] =>
  (['begin', 'end'] as const).map((edge) =>
    at(edge === 'begin' ? beginS : endS, {
      type: 'intent',
      step: 0,
      repeat: 0,
      node: 'cp-1',
      slot: { pool: 'control-plane', role: 'control-plane', ordinal: 0 },
      action: 'config',
      edge,
      ...(edge === 'end' ? { outcome: 'done' as const } : {}),
    }),
  );

/** A probe each half second from 150 s to 390 s, with failures in between. */
export const probed = (probe: ProbeKind, source: string, fromS: number, toS: number): JournalRecord[] =>
  Array.from({ length: 480 }, (_, i) => {
    const sentS = 150 + i / 2;
    const ok = sentS < fromS || sentS >= toS;
    return at(sentS + 0.1, {
      type: 'probe',
      probe,
      source,
      seq: 10_000 + i,
      sentUs: s(sentS),
      durationUs: 2_000,
      ok,
    });
  });

export interface MechanismRun {
  readonly fresh?: Behaviour;
  readonly reused?: Behaviour;
  /** Adds a lane of streams. */
  readonly stream?: Behaviour;
  readonly extra?: readonly JournalRecord[];
  readonly scenario?: Partial<Scenario>;
  /** The mechanisms if responses do not name their pod, if they differ: information is missing then. */
  readonly nameless?: readonly string[];
}

/**
 * Judges an upgrade without failures except those of these lanes and records. Judges it again for a service
 * whose responses do not name their pod, which must give the same result.
 */
export function judged(run: MechanismRun): Summary {
  const summary = judgedAs(run, (data) => data);
  expect(listMechanisms(judgedNameless(run)), 'without the names of pods').toEqual(
    run.nameless ?? listMechanisms(summary),
  );
  return summary;
}

/** The same if responses do not name their pod. */
export const judgedNameless = (run: MechanismRun): Summary => judgedAs(run, withoutPods);

function judgedAs(
  { fresh = healthy, reused = healthy, stream, extra = [], scenario: over }: MechanismRun,
  change: (data: LaneData) => LaneData,
): Summary {
  const lanes = [
    lane({ lane: 'reused', kind: 'reused', behaviour: reused }),
    lane({ lane: 'fresh', kind: 'fresh', behaviour: fresh }),
    ...(stream === undefined ? [] : [lane({ lane: 'stream', kind: 'stream', behaviour: stream })]),
  ].map(change);
  const records = withAccounts(
    [...journal(), ...extra].sort((a, b) => a.atUs - b.atUs),
    lanes,
  );
  return judge({
    scenario: { ...scenario, workload: abrupt, ...over },
    timeline: foldTimeline(records),
    lanes,
    torn: false,
    floor: null,
    tool: '0.1.0',
  });
}

function withoutPods(data: LaneData): LaneData {
  return { ...data, columns: { ...data.columns, pod: new Uint16Array(data.columns.length) } };
}

export const listMechanisms = ({ episodes }: Summary): string[] => episodes.map((one) => one.mechanism.id);
