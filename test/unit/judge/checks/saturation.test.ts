import { describe, expect, it } from 'vitest';
import type { JournalRecord } from '../../../../harness/journal/records.ts';
import { judge } from '../../../../harness/judge/judge.ts';
import type { LaneData } from '../../../../harness/judge/lanes/lane-data.ts';
import { foldTimeline } from '../../../../harness/timeline/timeline.ts';
import { termination } from '../../../support/judge/mechanism-run.ts';
import { sentences } from '../../../support/judge/sentences.ts';
import {
  type Behaviour,
  failing,
  healthy,
  lane,
  s,
  scenario,
  withAccounts,
} from '../../../support/judge/simulated-run.ts';
import { at, clean, fresh, judged, reused, run, whole } from '../../../support/judge/small-run.ts';

/** Two in the drain of a worker. */
const harmed = fresh(failing(237, 239));
/** The host's record every two seconds, some of them saturated. */
function hostRecords(isBusy: (atS: number) => boolean, fromS = 90, toS = 400): JournalRecord[] {
  const count = (toS - fromS) / 2;
  return Array.from({ length: count }, (_, index) => {
    const second = fromS + 2 * index;
    const waitedUs = isBusy(second) ? 60_000_000 : 300_000;
    return at(second + 2, {
      ...{ type: 'host', fromUs: s(second), toUs: s(second + 2), ranUs: 500_000, waitedUs },
      cpus: { replica: 0.3, tool: 0.2, outside: 1.5 },
      outside: [{ name: 'bash', count: 40, pid: 811, cpus: 1.4 }],
    });
  });
}
const always = () => true;
const between = (fromS: number, toS: number) => (atS: number) => atS >= fromS && atS < toS;
/** Nothing was ready while requests failed: a mechanism that is shown. */
const noReadyPod: JournalRecord[] = [
  [210, ['web-1']],
  [236.5, []],
  [239.5, ['web-1']],
].map(([atS, pods]) =>
  at(
    atS as number,
    {
      ...{ type: 'endpoints', namespace: 'rehearse', service: 'web', slice: 'web-x', change: 'modified' },
      endpoints: (pods as string[]).map((pod) => ({
        ...{
          pod,
          uid: pod,
          ip: '10.0.0.1',
          node: 'worker-1',
          ready: true,
          serving: true,
          terminating: false,
        },
      })),
    } as never,
  ),
);
const listStates = (summary: ReturnType<typeof judged>, id: string) =>
  summary.criteria.filter((one) => one.id === id).map((one) => one.state);
const lanes = (behaviour = harmed) => [reused, behaviour];
const accounted = (records: readonly JournalRecord[], some = lanes()) =>
  judged(withAccounts(records, some), some);

describe('a saturated host', () => {
  it('is no excuse if it was not measured, or never saturated', () => {
    expect(accounted(run())).toMatchObject({ verdict: 'reject', host: null });
    expect(accounted([...run(), ...hostRecords(() => false)])).toMatchObject({ verdict: 'reject' });
  });

  it('for most of the baseline leaves nothing to judge, whatever the upgrade did', () => {
    for (const behaviour of [fresh(healthy), harmed]) {
      const summary = accounted([...run(), ...hostRecords(between(90, 150))], lanes(behaviour));
      expect(summary).toMatchObject({ verdict: 'inconclusive', exitCode: 30 });
      expect(sentences(summary.reasons)[0]).toBe(
        "this machine was too busy to judge the upgrade: for 50 of 60 s of the baseline, before anything was upgraded, its processors were so overloaded that the replica's nodes could not work normally",
      );
      expect(sentences(summary.reasons)[1]).toContain('bash (40 processes, busiest pid 811) 1.4, of 2');
      expect(summary.host?.baseline).toEqual({ measuredS: 60, saturatedS: 50 });
    }
  });

  it('for less than half of the baseline changes nothing', () => {
    const summary = accounted([...run(), ...hostRecords(between(100, 128))]);
    expect(summary.verdict).toBe('reject');
    expect(accounted([...run(), ...hostRecords(always, 100, 126)]).verdict).toBe('reject');
  });

  it('in a step leaves harm unresolved whose mechanism is not shown', () => {
    const summary = accounted([...run(), ...hostRecords(between(228, 262))]);
    expect(summary.episodes.map((one) => one.mechanism.id)).toEqual(['unknown']);
    expect(summary).toMatchObject({ verdict: 'inconclusive', exitCode: 30 });
    expect(listStates(summary, 'outage.longest')).toEqual(['unresolved']);
    expect(listStates(summary, 'bad.perStep')).toEqual(['met', 'unresolved', 'met']);
    expect(summary.criteria.find((one) => one.id === 'outage.longest')?.why).toMatch(
      /nothing shows what caused it, and this machine's processors were overloaded for 1[12] of 12 s around it/,
    );
  });

  it('in another step excuses nothing', () => {
    const summary = accounted([...run(), ...hostRecords(between(160, 220))]);
    expect(summary.verdict).toBe('reject');
  });

  it('in a step does not undo harm whose mechanism is shown', () => {
    const summary = accounted([...run(), ...noReadyPod, ...hostRecords(between(228, 262))]);
    expect(summary.episodes.map((one) => one.mechanism.id)).toEqual(['no-ready-pod']);
    expect(listStates(summary, 'outage.longest')).toEqual(['missed']);
    expect(listStates(summary, 'bad.perStep')).toEqual(['met', 'missed', 'met']);
    expect(['tune', 'reject']).toContain(summary.verdict);
  });

  it('in a step leaves harm unresolved whose mechanism is only likely, because no answer named its pod', () => {
    const behaviour: Behaviour = (atS, random) =>
      atS >= 237 && atS < 239 ? { ms: 1, outcome: 'closed', pod: 1 } : healthy(atS, random);
    const cut = lane({ lane: 'reused', kind: 'reused', ratePerS: 20, behaviour });
    const nameless = { ...cut, columns: { ...cut.columns, pod: new Uint16Array(cut.columns.length) } };
    const judgeOutage = (data: LaneData) => {
      const records = [...run(), ...termination(236.5, 240), ...hostRecords(between(228, 262))];
      const summary = accounted(records, [data, fresh(healthy)]);
      expect(summary.episodes.map((one) => one.mechanism.id)).toEqual(['connection-cut']);
      return listStates(summary, 'outage.longest');
    };
    expect(judgeOutage(cut)).toEqual(['missed']);
    expect(judgeOutage(nameless)).toEqual(['unresolved']);
  });

  it('excuses only harm of its own step, not all of an episode that lasts into the next one', () => {
    // Two seconds with a mechanism; 1.5 s without one, of which three more belong to the next step.
    const behaviour = fresh(failing(278.5, 283, 1, failing(237, 239)));
    const records = [...run(), ...noReadyPod, ...hostRecords(between(266, 286))];
    const summary = accounted(records, lanes(behaviour));
    expect(summary.episodes.map((one) => one.mechanism.id)).toEqual(['no-ready-pod', 'unknown']);
    expect(listStates(summary, 'bad.perStep')).toEqual(['met', 'missed', 'missed']);
  });

  it('leaves a slow recovery unresolved', () => {
    const proxies = [262, 345].map((atS) =>
      at(atS, {
        ...{ type: 'rollout', change: 'modified' },
        rollout: {
          ...{ kind: 'DaemonSet', namespace: 'kube-system', name: 'kube-proxy', desired: 3, updated: 3 },
          ...{ ready: atS === 262 ? 2 : 3, available: 3, generation: 1, observedGeneration: 1 },
        },
      } as never),
    );
    const quiet = judged([...whole, ...proxies, ...hostRecords(() => false)]);
    const busy = judged([...whole, ...proxies, ...hostRecords(between(250, 350))]);
    expect(listStates(quiet, 'settle.within')).toEqual(['met', 'missed', 'met']);
    expect(listStates(busy, 'settle.within')).toEqual(['met', 'unresolved', 'met']);
  });

  it('leaves a failed probe unresolved, unless its mechanism is shown', () => {
    const failing = (fromS: number) =>
      whole.map((one) => (one.type === 'probe' ? { ...one, ok: one.sentUs < s(fromS) } : one));
    const states = (fromS: number, isBusy: (atS: number) => boolean) => {
      const records = [...failing(fromS), ...hostRecords(isBusy)].sort((a, b) => a.atUs - b.atUs);
      const probes = { ...scenario.criteria.probes, api: { longestMs: 30_000 } };
      const strict = { ...scenario, criteria: { ...scenario.criteria, probes } };
      const timeline = foldTimeline(records);
      return listStates(
        judge({ scenario: strict, timeline, lanes: clean, torn: false, floor: null, tool: '0.1.0' }),
        'probes.api',
      );
    };
    expect(states(265, () => false)).toEqual(['missed']);
    expect(states(265, between(160, 400))).toEqual(['unresolved']);
    // Its own node's kubelet was replaced.
    expect(states(200, between(160, 400))).toEqual(['missed']);
  });

  it('turns no failed step into a reject, unless a budget blocked its drain', () => {
    const drain = {
      type: 'intent',
      step: 1,
      repeat: 0,
      node: 'worker-1',
      edge: 'end',
      outcome: 'failed',
    } as const;
    const slot = { pool: 'workers', role: 'worker', ordinal: 0 } as const;
    const ended: JournalRecord[] = [
      ...run().filter((one) => one.atUs <= s(242)),
      at(243, { ...drain, slot, action: 'drain' }),
      at(243.5, { ...drain, slot, action: 'step' }),
      at(244, { type: 'phase', phase: 'upgrade', edge: 'end', outcome: 'failed' }),
    ];
    const blocked = at(240, {
      ...{
        type: 'eviction',
        step: 1,
        namespace: 'rehearse',
        pod: 'web-1',
        uid: 'web-1',
        node: 'worker-1',
        result: 'blocked',
      },
    });
    const busy = hostRecords(between(224, 262), 90, 246);
    expect(judged([...ended, ...hostRecords(() => false, 90, 246)]).verdict).toBe('reject');
    expect(judged([...ended, ...busy])).toMatchObject({ verdict: 'inconclusive', exitCode: 30 });
    expect(judged([...ended, blocked, ...busy]).verdict).toBe('reject');
  });

  it('is mentioned for a run that the user ended because of it', () => {
    const cut = [
      ...run().filter((one) => one.atUs <= s(130)),
      at(130, { type: 'phase', phase: 'baseline', edge: 'end', outcome: 'aborted' }),
      ...hostRecords(always, 90, 130),
    ];
    const summary = judged(cut);
    expect(summary).toMatchObject({ verdict: 'inconclusive', exitCode: 130 });
    expect(sentences(summary.reasons)).toContainEqual(
      expect.stringContaining('too busy to judge the upgrade'),
    );
  });
});
