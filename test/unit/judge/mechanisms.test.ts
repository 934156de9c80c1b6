import { describe, expect, it } from 'vitest';
import type { JournalEntry, JournalRecord } from '../../../harness/journal/records.ts';
import { mechanisms } from '../../../harness/judge/attribution.ts';
import { judge } from '../../../harness/judge/judge.ts';
import type { Summary } from '../../../harness/judge/summary.ts';
import type { Scenario } from '../../../harness/scenario/scenario.ts';
import { foldTimeline } from '../../../harness/timeline/timeline.ts';
import {
  type Behaviour,
  failing,
  healthy,
  journal,
  lane,
  podState,
  proxyRollout,
  s,
  scenario,
  withAccounts,
} from './simulated-run.ts';

const at = (atS: number, entry: JournalEntry): JournalRecord => ({ atUs: s(atS), ...entry }) as JournalRecord;
const workload = {
  ...scenario.workload,
  preStopMs: 0,
  terminationGraceMs: 2_000,
  onSigterm: 'exit' as const,
};

const gone = { name: 'web-1', namespace: 'rehearse', node: 'worker-1' };
const endpoint = (pod: string, ready = true) =>
  ({ pod, ip: '10.0.0.1', node: 'worker-1', ready, serving: true, terminating: !ready }) as const;
const slice = (atS: number, ...endpoints: ReturnType<typeof endpoint>[]) =>
  at(atS, {
    type: 'endpoints',
    namespace: 'rehearse',
    service: 'web',
    slice: 'web-a',
    change: 'modified',
    endpoints,
  });

/** A pod that is told to go at 236 s; no slice names it ready from `unroutedS` on, and it has ended a second later. */
const going = (unroutedS: number): JournalRecord[] => [
  slice(98, endpoint('web-1'), endpoint('web-2')),
  at(98, { type: 'pod', change: 'added', pod: podState(gone) }),
  at(236, { type: 'pod', change: 'modified', pod: podState({ ...gone, terminating: true }) }),
  slice(unroutedS, endpoint('web-1', false), endpoint('web-2')),
  at(237, { type: 'pod', change: 'deleted', pod: podState({ ...gone, terminating: true }) }),
];

const nobody = failing(236.2, 238, 1, healthy);
/** New connections, that have reached no pod. */
const unreached: Behaviour = (atS, random) => ({ ...nobody(atS, random), pod: 0 });
const cut: Behaviour = (atS, random) =>
  atS >= 236.2 && atS < 237.6 ? { ms: 1, outcome: 'closed', pod: 1 } : healthy(atS, random);

interface Run {
  readonly fresh?: Behaviour;
  readonly reused?: Behaviour;
  readonly extra?: readonly JournalRecord[];
  readonly scenario?: Partial<Scenario>;
}

function judged({ fresh = healthy, reused = healthy, extra = [], scenario: over }: Run): Summary {
  const lanes = [
    lane({ lane: 'reused', kind: 'reused', behaviour: reused }),
    lane({ lane: 'fresh', kind: 'fresh', behaviour: fresh }),
  ];
  const records = withAccounts(
    [...journal(), ...extra].sort((a, b) => a.atUs - b.atUs),
    lanes,
  );
  return judge({
    scenario: { ...scenario, workload, ...over },
    timeline: foldTimeline(records),
    lanes,
    torn: false,
    tool: '0.1.0',
  });
}

const rollout = (atS: number, updated: number) => at(atS, proxyRollout(updated));

describe('mechanisms', () => {
  it('a pod that new connections still go to while it goes is an endpoint still routed; preStop lasts that long', () => {
    const { episodes, advice, verdict } = judged({ fresh: unreached, extra: going(236.5) });
    expect(episodes.map((one) => one.mechanism)).toEqual([mechanisms.staleEndpoint]);
    expect(episodes[0]?.evidence[0]).toContain('pod web-1 was told to go at 3:56.0');
    expect(verdict).toBe('tune');
    // 1.99 s from the order to the last bad request; as long as the grace period, which then needs as much more.
    expect(advice.map(({ setting, to }) => [setting, to])).toEqual([
      ['workload.preStop', '2s'],
      ['workload.terminationGrace', '4s'],
    ]);
    expect(advice[0]?.why).toContain('2 s, rounded up to 1 s');
  });

  it('the same harm without a pod that goes is unknown', () => {
    const { episodes, advice } = judged({ fresh: unreached });
    expect(episodes.map((one) => one.mechanism)).toEqual([mechanisms.unknown]);
    expect(advice).toEqual([]);
  });

  it('a connection that ends on a pod that goes was cut; a service that finishes its requests is the remedy', () => {
    const { episodes, advice } = judged({ reused: cut, extra: going(236.5) });
    expect(episodes.map((one) => one.mechanism)).toEqual([mechanisms.connectionCut]);
    expect(advice.map(({ setting, from, to }) => [setting, from, to])).toEqual([
      ['workload.onSigterm', 'exit', 'graceful'],
    ]);
  });

  it('where the service shuts down gracefully already, no remedy of a cut connection is known', () => {
    const graceful = { ...workload, onSigterm: 'graceful' as const };
    const summary = judged({ reused: cut, extra: going(236.5), scenario: { workload: graceful } });
    expect(summary).toMatchObject({ verdict: 'reject', advice: [] });
  });

  it('a connection to a pod that stays was not cut by its going', () => {
    const other: JournalRecord = at(99, { type: 'name', of: 'pod', id: 2, name: 'web-2' });
    const stays: Behaviour = (atS, random) => ({ ...cut(atS, random), pod: 2 });
    const { episodes } = judged({ reused: stays, extra: [...going(236.5), other] });
    expect(episodes.map((one) => one.mechanism)).toEqual([mechanisms.unknown]);
  });

  it('a proxy that follows a slice late after the API server came back is stale; the interval lasts until it had caught up', () => {
    // The API server is away from 225 s on, beside its outage of 165 to 175 s, and back at 231 s.
    const away = Array.from({ length: 6 }, (_, i) =>
      at(225.6 + i, {
        type: 'probe',
        probe: 'api',
        source: 'https://127.0.0.1:6443',
        seq: 1_000 + i,
        sentUs: s(225.5 + i),
        durationUs: 1_000,
        ok: false,
      }),
    );
    const { episodes, advice } = judged({ fresh: unreached, extra: [...going(236.1), ...away] });
    expect(episodes.map((one) => one.mechanism)).toEqual([mechanisms.staleProxy]);
    // Given back at 215 s, the last bad request at 238 s: 23 s.
    expect(advice.map(({ setting, to }) => [setting, to])).toEqual([
      ['upgrade.controlPlane.interval', '25s'],
    ]);
  });

  it('node proxies that are being replaced explain connections that find nobody while no pod goes', () => {
    const { episodes } = judged({ fresh: unreached, extra: [rollout(230, 1), rollout(240, 3)] });
    expect(episodes.map((one) => one.mechanism)).toEqual([mechanisms.proxiesRestarting]);
  });

  it('node proxies that were replaced before do not', () => {
    const { episodes } = judged({ fresh: unreached, extra: [rollout(230, 1), rollout(235, 3)] });
    expect(episodes.map((one) => one.mechanism)).toEqual([mechanisms.unknown]);
  });
});
