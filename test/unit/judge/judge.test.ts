import { describe, expect, it } from 'vitest';
import type { JournalEntry, JournalRecord, PodState } from '../../../harness/journal/records.ts';
import type { Summary } from '../../../harness/judge/answer/summary.ts';
import { judge } from '../../../harness/judge/judge.ts';
import type { LaneData } from '../../../harness/judge/lanes/lane-data.ts';
import type { Scenario } from '../../../harness/scenario/scenario.ts';
import { foldTimeline } from '../../../harness/timeline/timeline.ts';
import { sentences } from '../../support/judge/sentences.ts';
import {
  type Behaviour,
  cutLane,
  failing,
  healthy,
  journal,
  lane,
  podState,
  proxyRollout,
  s,
  scenario,
  stepTimes,
  withAccounts,
} from '../../support/judge/simulated-run.ts';

interface Run {
  readonly fresh?: Behaviour;
  readonly reused?: Behaviour;
  readonly control?: Behaviour;
  readonly extra?: readonly JournalRecord[];
  readonly edit?: (records: JournalRecord[]) => JournalRecord[];
  readonly scenario?: Partial<Scenario>;
  readonly toS?: number;
}

function judgeRun(run: Run = {}): Summary {
  const lanes: LaneData[] = [
    lane({ lane: 'reused', kind: 'reused', behaviour: run.reused ?? healthy }),
    lane({ lane: 'fresh', kind: 'fresh', behaviour: run.fresh ?? healthy }),
    ...(run.control
      ? [lane({ target: 'control', lane: 'control', kind: 'reused', ratePerS: 50, behaviour: run.control })]
      : []),
  ];
  const whole = withAccounts(
    [...journal(), ...(run.extra ?? [])].sort((a, b) => a.atUs - b.atUs),
    lanes,
  );
  const edited = (run.edit ?? ((records) => records))(whole);
  const cut = run.toS === undefined ? edited : edited.filter((one) => one.atUs < s(run.toS as number));
  return judge({
    scenario: { ...scenario, ...run.scenario },
    timeline: foldTimeline(cut),
    lanes: run.toS === undefined ? lanes : lanes.map((one) => cutLane(one, run.toS as number)),
    torn: run.toS !== undefined,
    floor: null,
    tool: '0.1.0',
  });
}

const at = (atS: number, entry: JournalEntry): JournalRecord => ({ atUs: s(atS), ...entry }) as JournalRecord;
const listStates = (summary: Summary, id: string) =>
  summary.criteria.filter((one) => one.id === id).map((one) => one.state);
const empty = (fromS: number, toS: number): JournalRecord[] => [
  at(fromS, {
    type: 'endpoints',
    namespace: 'rehearse',
    service: 'web',
    slice: 'web-1',
    change: 'modified',
    endpoints: [],
  }),
  at(toS, {
    type: 'endpoints',
    namespace: 'rehearse',
    service: 'web',
    slice: 'web-1',
    change: 'modified',
    endpoints: [
      {
        ...{ pod: 'web-2', uid: 'web-2', ip: '10.0.0.2', node: 'worker-2' },
        ...{ ready: true, serving: true, terminating: false },
      },
    ],
  }),
];
const drain = stepTimes[1].cordon + 2;

describe('the verdict', () => {
  it('approves a clean upgrade with every criterion met', () => {
    const summary = judgeRun();
    expect(sentences(summary.reasons)).toEqual([expect.stringContaining('criteria are met')]);
    expect(summary).toMatchObject({ verdict: 'approve', exitCode: 0, episodes: [], recommendations: [] });
    expect(summary.criteria.every((one) => one.state === 'met')).toBe(true);
    expect(summary.postChecks.filter((one) => one.ok !== true)).toEqual([]);
    expect(summary.steps.map((one) => one.overlapped)).toEqual([false, false, false]);
    expect(summary.proves).toEqual({ badSteps: 0, steps: 3, upperBound: expect.closeTo(0.6316, 4) });
  });

  it('does not charge an outage to a target whose own Service had endpoints, and recommends nothing for unknown manifests', () => {
    const targets = [
      { name: 'web', namespace: 'shop', service: 'rehearse-web' },
      { name: 'other', namespace: 'rehearse', service: 'web' },
    ];
    const ofWorkload = at(49.5, { type: 'workload', rollouts: [], targets });
    const judgeOutage = (extra: readonly JournalRecord[]) =>
      judgeRun({
        fresh: failing(drain, drain + 4),
        extra,
        scenario: { workload: { builtin: null, manifests: [], images: [], ready: { withinMs: 300_000 } } },
      });
    const others = judgeOutage([ofWorkload, ...empty(drain, drain + 4)]);
    expect(others.episodes[0]?.mechanism.id).not.toBe('no-ready-pod');
    const own = empty(drain, drain + 4).map((one) => ({
      ...one,
      namespace: 'shop',
      service: 'rehearse-web',
    }));
    const found = judgeOutage([ofWorkload, ...own]);
    expect(found.episodes[0]?.mechanism.id).toBe('no-ready-pod');
    expect(found.recommendations.filter(({ setting }) => setting.startsWith('workload.'))).toEqual([]);
    expect(found.verdict).toBe('reject');
  });

  it('tunes an outage in a drain that left no ready pod, and names that drain', () => {
    const fragile = { ...scenario.workload, replicas: 1, budget: null, spread: false };
    const summary = judgeRun({
      fresh: failing(drain, drain + 4),
      extra: empty(drain, drain + 4),
      scenario: { workload: fragile },
    });
    expect(summary).toMatchObject({ verdict: 'tune', exitCode: 10 });
    expect(summary.episodes).toMatchObject([
      {
        id: 'E1',
        lane: 'fresh',
        step: 1,
        action: 'drain',
        phase: 'upgrade',
        mechanism: { id: 'no-ready-pod' },
        pods: ['web-1'],
      },
    ]);
    expect(summary.episodes[0]?.outageMs).toBeCloseTo(4000, -2);
    expect(summary.recommendations.map((one) => one.setting)).toEqual([
      'workload.replicas',
      'workload.budget.minAvailable',
      'workload.spread',
    ]);
    expect(summary.criteria.find((one) => one.id === 'outage.longest')?.scope.step).toContain('worker-1');
    expect(summary.steps[1]).toMatchObject({ node: 'worker-1', episodes: ['E1'], worst: { lane: 'fresh' } });
    expect(summary.proves?.upperBound).toBeCloseTo(0.86465, 5);
  });

  it('rejects the same outage if the evidence shows no mechanism', () => {
    const summary = judgeRun({ fresh: failing(drain, drain + 4) });
    expect(summary).toMatchObject({ verdict: 'reject', exitCode: 20 });
    expect(summary.episodes).toMatchObject([{ mechanism: { id: 'unknown' } }]);
    expect(sentences(summary.reasons)[0]).toContain('worker-1');
  });

  it('counts an outage that began before the upgrade and lasts into it, and judges nothing by a target that never responded', () => {
    const never: Behaviour = () => ({ ms: 2, outcome: 'wrong-status' });
    const summary = judgeRun({ fresh: never });
    expect(listStates(summary, 'outage.longest')).toEqual(['missed']);
    const outage = summary.criteria.find((one) => one.id === 'outage.longest');
    const upgrade = summary.phases.find((one) => one.phase === 'upgrade');
    const recovery = summary.phases.find((one) => one.phase === 'recovery');
    const rolledMs = ((recovery?.toUs ?? 0) - (upgrade?.fromUs ?? 0)) / 1_000;
    expect(outage?.value).toBeCloseTo(rolledMs, -2);
    expect(outage?.why).toContain('it began before the upgrade');
    expect(summary.postChecks.find((one) => one.id === 'baseline-meets-criteria')?.ok).toBe(false);
    expect(summary).toMatchObject({ verdict: 'inconclusive', exitCode: 30 });
  });

  it('does not charge an outage to a baseline in which it only began', () => {
    const beganS = 160 - 0.2;
    const summary = judgeRun({ fresh: failing(beganS, beganS + 5) });
    expect(summary.postChecks.find((one) => one.id === 'baseline-meets-criteria')?.ok).toBe(true);
    const outage = summary.criteria.find((one) => one.id === 'outage.longest');
    expect(outage).toMatchObject({ state: 'missed', value: expect.closeTo(4_800, -2) });
    expect(summary.verdict).toBe('reject');
  });

  it('charges a brownout to its step as one episode of its depth, and does not call it an outage', () => {
    const summary = judgeRun({ fresh: failing(drain, drain + 9, 1 / 3) });
    expect(summary.episodes).toMatchObject([
      { outageMs: expect.any(Number), depth: expect.closeTo(1 / 3, 1) },
    ]);
    expect(listStates(summary, 'bad.perStep')).toEqual(['met', 'missed', 'met']);
    expect(listStates(summary, 'outage.longest')).toEqual(['met']);
    expect(summary.verdict).toBe('reject');
  });

  it('charges late harm outside every window to the step before it', () => {
    const summary = judgeRun({ fresh: failing(340, 342, 0.9) });
    expect(summary.steps[2]?.window.toUs).toBeLessThan(s(340));
    expect(listStates(summary, 'bad.perStep')).toEqual(['met', 'met', 'missed']);
    expect(summary.episodes).toMatchObject([{ step: 2, phase: 'recovery', action: null }]);
  });

  it('names the last action of a step if harm began after it, in its window', () => {
    const { episodes, steps } = judgeRun({ fresh: failing(311, 311.2) });
    expect(steps[2]?.actions.every((one) => one.toUs !== null && one.toUs <= s(311))).toBe(true);
    expect(episodes).toMatchObject([{ step: 2, action: 'uncordon' }]);
  });

  it("subtracts the baseline's share from late harm only", () => {
    const noisy: Behaviour = (atS, random) =>
      random() < 0.002 ? { ms: 1, outcome: 'closed' } : healthy(atS, random);
    expect(judgeRun({ fresh: noisy }).verdict).toBe('approve');
  });

  it("recommends the measured recovery as interval if unreadiness outlasted the next step's start", () => {
    const summary = judgeRun({
      fresh: failing(drain, drain + 3),
      extra: [at(190, proxyRollout(0)), at(258, proxyRollout(3))],
    });
    expect(summary.steps.map((one) => one.overlapped)).toEqual([true, false, false]);
    expect(summary).toMatchObject({
      verdict: 'tune',
      recommendations: [{ setting: 'upgrade.controlPlane.interval', from: '5s', to: '45s' }],
    });
    expect(summary.recommendations[0]?.why).toContain('kube-proxy');
    expect(summary.steps[0]?.settledMs).toBeCloseTo(43_000, 0);
  });

  it('does not tune by an interval if another outage began before the upgrade', () => {
    const summary = judgeRun({
      fresh: failing(159.8, 160.8, 1, failing(drain, drain + 3)),
      extra: [at(190, proxyRollout(0)), at(258, proxyRollout(3))],
    });
    expect(listStates(summary, 'bad.perStep')).toEqual(['met', 'missed', 'met']);
    expect(listStates(summary, 'outage.longest')).toEqual(['missed']);
    expect(summary.verdict).toBe('reject');
  });

  it('recommends no interval if the harm was not seen to end', () => {
    const summary = judgeRun({ fresh: failing(200, 400, 0.6) });
    expect(summary.steps[0]).toMatchObject({ overlapped: true, settledMs: null });
    expect(summary).toMatchObject({ verdict: 'reject', recommendations: [] });
  });

  it('does not report a window as overlapped because the quiet seconds were cut', () => {
    const summary = judgeRun({ fresh: failing(226, 226.2) });
    expect(summary.steps.map((one) => one.overlapped)).toEqual([false, false, false]);
  });

  it('judges settling only as far as the watches could see', () => {
    const away: JournalRecord[] = [
      at(214, { type: 'blind', resource: 'nodes', edge: 'begin', why: 'the API server went' }),
      at(222, { type: 'blind', resource: 'nodes', edge: 'end', why: 'listed again' }),
    ];
    const strict = { ...scenario.criteria, settle: { withinMs: 5_000 } };
    const summary = judgeRun({ extra: away, scenario: { criteria: strict } });
    expect(listStates(summary, 'settle.within')).toEqual(['unresolved', 'met', 'met']);
    expect(summary.blind).toHaveLength(1);
  });

  it('misses settling if the last node never became ready again', () => {
    const ready = { name: 'worker-2', uid: 'worker-2', unschedulable: false, kubeletVersion: '1.34.4' };
    const summary = judgeRun({
      extra: [at(312, { type: 'node', change: 'modified', node: { ...ready, ready: false } })],
    });
    expect(listStates(summary, 'settle.within')).toEqual(['met', 'met', 'missed']);
    expect(summary.verdict).toBe('reject');
  });

  it('is inconclusive if the baseline misses the criteria itself', () => {
    const summary = judgeRun({ fresh: failing(120, 124) });
    expect(summary).toMatchObject({ verdict: 'inconclusive', exitCode: 30 });
    expect(sentences(summary.reasons)[0]).toContain('baseline');
  });

  it('is inconclusive if the control lane was just as bad', () => {
    const summary = judgeRun({ fresh: failing(drain, drain + 3), control: failing(drain, drain + 3) });
    expect(summary).toMatchObject({ verdict: 'inconclusive', exitCode: 30 });
    expect(listStates(summary, 'outage.longest')).toEqual(['unresolved']);
    expect(summary.episodes).toMatchObject([{ mechanism: { id: 'load-generator' } }]);
    expect(summary.loadHost?.marked.length).toBeGreaterThan(0);
  });

  it('lists the steps in which the load generator host was disturbed, even if every criterion is met', () => {
    const lag = (atS: number) =>
      at(atS + 1, {
        type: 'load-host',
        fromUs: s(atS),
        toUs: s(atS + 1),
        lagP99Us: 80_000,
        lagMaxUs: 90_000,
        ...{ loopMaxUs: 90_000, loopP99Us: null, gcUs: null, gcMaxUs: null },
        cpuBusy: 1,
        steal: 0,
      });
    const summary = judgeRun({ extra: [lag(120), lag(240), lag(241), lag(290)] });
    expect(summary.verdict).toBe('approve');
    expect(sentences(summary.caveats)).toEqual([
      expect.stringMatching(
        /disturbed .*: 2 s in worker-1 \(worker, step 2 of 3\), 1 s in worker-2 \(worker, step 3 of 3\)\./,
      ),
    ]);
    expect(sentences(judgeRun({ extra: [lag(120)] }).caveats)).toEqual([]);
  });

  it('does not excuse an outage by a control lane that was bad at another time', () => {
    expect(
      judgeRun({ fresh: failing(drain, drain + 3), control: failing(drain + 10, drain + 13) }).verdict,
    ).toBe('reject');
  });

  it('does not attribute requests that were not sent to the cluster', () => {
    const unsent: Behaviour = (atS, random) =>
      atS > drain && atS < drain + 3 ? { ms: 0, outcome: 'unsent' } : healthy(atS, random);
    const summary = judgeRun({ fresh: unsent });
    expect(summary.verdict).toBe('inconclusive');
    expect(sentences(summary.reasons).join()).toContain('the load generator host explains');
  });

  it('is inconclusive after a kill in the middle of a drain, and says where the records end', () => {
    const summary = judgeRun({ toS: stepTimes[1].cordon + 3, fresh: failing(drain, drain + 4) });
    expect(summary).toMatchObject({ verdict: 'inconclusive', exitCode: 30 });
    expect(sentences(summary.reasons)[0]).toMatch(/phase upgrade.*during the drain of worker-1/);
    expect(summary.criteria.some((one) => one.state === 'met')).toBe(false);
    expect(sentences(summary.caveats).join()).toContain('torn');
  });

  it('rejects a failed upgrade and names the node', () => {
    const failed = (records: JournalRecord[]): JournalRecord[] => [
      ...records.filter(
        (one) =>
          one.atUs < s(240) && !(one.type === 'phase' && one.edge === 'end' && one.phase === 'upgrade'),
      ),
      at(240, {
        type: 'intent',
        step: 1,
        repeat: 0,
        node: 'worker-1',
        slot: { pool: 'workers', role: 'worker', ordinal: 0 },
        action: 'drain',
        edge: 'end',
        outcome: 'failed',
        detail: 'blocked by budget web',
      }),
      at(241, { type: 'phase', phase: 'upgrade', edge: 'end', outcome: 'failed' }),
      at(241, { type: 'error', code: 'drain-timed-out', message: 'drain of worker-1 took longer than 2m' }),
    ];
    const summary = judgeRun({ edit: failed });
    expect(summary).toMatchObject({ verdict: 'reject', exitCode: 20 });
    expect(sentences(summary.reasons)[0]).toBe('the drain of worker-1 failed: blocked by budget web');
  });

  it('is inconclusive with the exit code of the error that ended the run', () => {
    const message = 'GET /items of web answered 404, expected 200';
    const summary = judgeRun({
      edit: (records) => [
        ...records.filter(({ atUs }) => atUs < s(60)),
        at(60, { type: 'error', code: 'first-request-failed', message }),
      ],
    });
    expect(summary).toMatchObject({ verdict: 'inconclusive', exitCode: 2 });
    expect(sentences(summary.reasons)[0]).toBe(`first-request-failed: ${message}`);
  });

  it('is inconclusive with exit code 1 if the harness failed', () => {
    const summary = judgeRun({
      extra: [at(300, { type: 'error', code: 'cluster-lost', message: 'Docker is gone' })],
    });
    expect(summary).toMatchObject({
      verdict: 'inconclusive',
      exitCode: 1,
      headline: 'inconclusive: cluster-lost: Docker is gone',
    });
  });

  it('is inconclusive with exit code 130 if the user ended it', () => {
    const summary = judgeRun({
      extra: [at(300, { type: 'error', code: 'interrupted', message: 'interrupted by the user' })],
    });
    expect(summary).toMatchObject({ verdict: 'inconclusive', exitCode: 130 });
  });

  it('never approves a node that did not change', () => {
    const old = (records: JournalRecord[]) =>
      records.map((one) =>
        one.type === 'inventory' && one.when === 'after'
          ? {
              ...one,
              nodes: one.nodes.map((node, i) => (i === 2 ? { ...node, kubeletVersion: '1.33.13' } : node)),
            }
          : one,
      );
    expect(judgeRun({ edit: old })).toMatchObject({
      verdict: 'reject',
      reasons: [
        {
          code: 'check',
          values: {
            id: 'nodes-at-target',
            reasons: [{ code: 'node-at-version', values: { node: 'worker-2', version: '1.33.13' } }],
          },
        },
      ],
    });
  });

  it('never approves a static pod of another version, nor a failing system pod', () => {
    const wrong = (records: JournalRecord[]) =>
      records.map((one) =>
        one.type === 'inventory' && one.when === 'after'
          ? {
              ...one,
              pods: [
                podState({ name: 'etcd-cp-1', owner: 'Node/cp-1', images: ['etcd:3.5.24'] }),
                podState({ name: 'coredns-1', ready: false, waiting: 'CrashLoopBackOff' }),
              ],
            }
          : one,
      );
    const summary = judgeRun({ edit: wrong });
    expect(summary.verdict).toBe('reject');
    expect(sentences(summary.reasons).join()).toMatch(
      /etcd-cp-1 runs etcd:3.5.24.*kube-apiserver-cp-1 is gone.*CrashLoopBackOff/,
    );
  });

  it('never approves an add-on of kubeadm that was left behind', () => {
    const edited = (images: readonly string[], over: Partial<PodState> = {}) =>
      judgeRun({
        edit: (records) =>
          records.map((one) =>
            one.type === 'inventory' && one.when === 'after'
              ? { ...one, pods: [...one.pods, podState({ name: 'addon', images, ...over })] }
              : one,
          ),
      });
    const old = ['hub.example:5000/coredns/coredns:v1.12.0'];
    expect(edited(old).verdict).toBe('reject');
    expect(sentences(edited(old).reasons)).toEqual([
      'system-images-at-target: addon runs hub.example:5000/coredns/coredns:v1.12.0',
    ]);
    expect(sentences(edited([...old, 'hub.example:5000/coredns/coredns@sha256:1']).reasons)[0]).toContain(
      '@sha256:1',
    );
    expect(edited(old, { terminating: true }).verdict).toBe('approve');
    expect(edited(old, { namespace: 'mine' }).verdict).toBe('approve');
    expect(edited(['other.example/coredns/coredns:v1.12.0']).verdict).toBe('approve');
  });

  it('is inconclusive with too few requests, or an account that does not balance', () => {
    const lanes = [lane({ lane: 'fresh', ratePerS: 5 })];
    const records = withAccounts(
      journal().filter((one) => one.type !== 'lane'),
      lanes,
    );
    const summary = judge({
      scenario,
      timeline: foldTimeline(records),
      lanes,
      torn: false,
      floor: null,
      tool: '0.1.0',
    });
    expect(summary.verdict).toBe('inconclusive');
    expect(summary.postChecks).toContainEqual(expect.objectContaining({ id: 'enough-requests', ok: false }));
    const lost = judgeRun({
      edit: (all) =>
        all.map((one) => (one.type === 'lane-end' ? { ...one, scheduled: one.scheduled + 1 } : one)),
    });
    expect(lost).toMatchObject({
      verdict: 'inconclusive',
      reasons: [{ code: 'check', values: { id: 'complete-accounting' } }],
    });
  });

  it('is inconclusive with too few requests in the recovery', () => {
    const begun = (records: JournalRecord[]) =>
      records.map((one) =>
        one.type === 'phase' &&
        ((one.phase === 'upgrade' && one.edge === 'end') ||
          (one.phase === 'recovery' && one.edge === 'begin'))
          ? { ...one, atUs: s(399) }
          : one,
      );
    expect(judgeRun({ edit: begun }).postChecks).toContainEqual(
      expect.objectContaining({
        id: 'enough-requests',
        ok: false,
        detail: expect.stringMatching(
          /^web\/reused: \d+ requests in the recovery, fewer than 200; web\/fresh/,
        ),
      }),
    );
  });

  it('is rehearsed at best if nothing was upgraded, or the cluster claims nothing about production', () => {
    const none = { ...scenario.upgrade, none: true };
    const unchanged = (records: JournalRecord[]) => {
      const before = records.find((one) => one.type === 'inventory' && one.when === 'before');
      return records
        .filter((one) => one.type !== 'node')
        .filter((one) => one.type !== 'intent' || ['step', 'interval', 'gate'].includes(one.action))
        .map((one) =>
          one.type === 'inventory' && one.when === 'after'
            ? { ...before, ...{ when: 'after' as const, atUs: one.atUs, expected: [] } }
            : one,
        ) as JournalRecord[];
    };
    const aaRun = judgeRun({ scenario: { upgrade: none }, edit: unchanged });
    expect(aaRun).toMatchObject({ verdict: 'rehearsed', exitCode: 0 });
    const bounds = aaRun.steps.map((step) => step.window);
    expect(bounds.slice(0, -1).map((window) => window.toUs)).toEqual(
      bounds.slice(1).map((next) => next.fromUs),
    );
    const claims = (records: JournalRecord[]) =>
      records.map((one) =>
        one.type === 'claims' ? { ...one, claims: { ...one.claims, production: false } } : one,
      );
    const slower: Behaviour = (atS, random) => ({ ms: (atS > 160 ? 90 : 5) + random() });
    const summary = judgeRun({ edit: claims, fresh: slower });
    expect(summary).toMatchObject({ verdict: 'rehearsed', exitCode: 0 });
    expect(listStates(summary, 'latency.p90')).toEqual([]);
  });

  it('recommends only changes of the workload if the cluster claims nothing about production', () => {
    const fragile = { ...scenario.workload, replicas: 1, budget: null, readinessProbe: false };
    const outage = { fresh: failing(drain, drain + 4), extra: empty(drain, drain + 4) };
    const settings = (production: boolean) =>
      judgeRun({
        ...outage,
        scenario: { workload: fragile },
        edit: (records) =>
          records.map((one) =>
            one.type === 'claims' ? { ...one, claims: { ...one.claims, production } } : one,
          ),
      }).recommendations.map((one) => one.setting);
    expect(settings(true)).toEqual([
      'workload.replicas',
      'workload.budget.minAvailable',
      'workload.readinessProbe',
    ]);
    expect(settings(false)).toEqual(settings(true));
  });

  it('misses latency that rose past the margin, unless the control lane rose as well', () => {
    const slower: Behaviour = (atS, random) => ({ ms: (atS > 160 && atS < 320 ? 60 : 5) + random() });
    const summary = judgeRun({ fresh: slower });
    expect(summary.verdict).toBe('reject');
    expect(listStates(summary, 'latency.p90')).toEqual(['missed', 'missed']);
    expect(listStates(judgeRun({ fresh: slower, control: slower }), 'latency.p90')).toEqual([
      'unresolved',
      'unresolved',
    ]);
  });

  it('reports latency in ms, with the rule that allowed it', () => {
    const why = (behaviour: Behaviour, increase = 0.5) => {
      const latency = { p90: { increase, atLeastMs: 20 }, p99: null };
      const { criteria } = judgeRun({
        fresh: behaviour,
        reused: behaviour,
        scenario: { criteria: { ...scenario.criteria, latency } },
      });
      return criteria.find((one) => one.id === 'latency.p90')?.why;
    };
    const twice: Behaviour = (atS, random) => ({ ms: (atS > 160 ? 20 : 10) + 0.01 * random() });
    expect(why(twice)).toMatch(
      /^p90 in web\/\w+: 10 ms in the baseline, 20 ms in the steps \(geometric means of \d+ and \d+ batches of \d+ s\), 90% interval 20 ms to 20 ms; allowed 30 ms \(baseline \+ 20 ms\)$/,
    );
    expect(why(twice, 2.5)).toMatch(/; allowed 35 ms \(baseline \+ 250%\)$/);
  });

  it("names a step beyond the limit that its role's mean hides, and whether the control lane rose with it", () => {
    const inOneStep: Behaviour = (atS, random) => ({ ms: (atS > 230 && atS < 275 ? 40 : 5) + random() });
    const summary = judgeRun({ fresh: inOneStep });
    expect(listStates(summary, 'latency.p90')).toEqual(['met', 'met']);
    expect(sentences(summary.caveats)).toEqual([
      expect.stringMatching(
        /^In worker-1 \(worker, step 2 of 3\) alone the p90 of web\/fresh was 4\d(\.\d)? ms, above the 2\d(\.\d)? ms allowed/,
      ),
    ]);
    expect(sentences(summary.caveats)[0]).toContain('there is no control lane to compare with');
    const besides = (control: Behaviour) => sentences(judgeRun({ fresh: inOneStep, control }).caveats).join();
    expect(besides(inOneStep)).toMatch(/the control lane, .*, rose by 3\d(\.\d)? ms in it as well/);
    expect(besides(healthy)).toMatch(/the control lane, .*, rose too little/);
  });

  it('misses an API that was unavailable longer than its limit', () => {
    const strict = {
      ...scenario.criteria,
      probes: { ...scenario.criteria.probes, api: { longestMs: 10_000 }, dns: { longestMs: 2_000 } },
    };
    const summary = judgeRun({ scenario: { criteria: strict } });
    expect(summary.criteria.find((one) => one.id === 'probes.api')).toMatchObject({
      state: 'missed',
      value: 11_000,
    });
    expect(summary.criteria.find((one) => one.id === 'probes.dns')).toMatchObject({
      state: 'unresolved',
      value: null,
    });
    expect(summary.probes).toMatchObject([
      { failed: 11, longestMs: 11_000, outages: [{ step: 0, failed: 11 }] },
    ]);
  });
});
