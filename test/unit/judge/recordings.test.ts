import { describe, expect, it } from 'vitest';
import type { Summary } from '../../../harness/judge/answer/summary.ts';
import { reasonsText } from '../../../harness/reasons/reason.ts';
import { allowingLatency, judged, speakingForProduction } from '../../support/judge/recording.ts';
import { sentences } from '../../support/judge/sentences.ts';

const listMechanisms = ({ episodes }: Summary) =>
  [...new Set(episodes.map((one) => one.mechanism.id))].sort();
const listSettings = ({ recommendations }: Summary) => recommendations.map((one) => one.setting);

/** What their README expected of the recordings before they were judged. */
describe('recorded runs', () => {
  it('a service that stops at once is tuned: endpoints outlive it, and connections to it are cut', async () => {
    const summary = await judged('stops-at-once');
    expect(summary.verdict).toBe('tune');
    for (const one of listMechanisms(summary)) expect(['stale-endpoint', 'connection-cut']).toContain(one);
    for (const one of listSettings(summary))
      expect(['workload.preStop', 'workload.onSigterm']).toContain(one);
    expect(listSettings(summary)).not.toEqual([]);
  });

  it('a service whose preStop hook fails is stopped at once, and the recommendation is to repair the hook', async () => {
    const summary = await judged('hook-fails');
    expect(summary).toMatchObject({ verdict: 'reject', recommendations: [] });
    expect(listMechanisms(summary)).toEqual(['hook-failed']);
    for (const { evidence, meanwhile } of summary.episodes) {
      expect(reasonsText(evidence)).toContain('its preStop hook failed');
      expect(reasonsText(evidence)).toContain('Repair the hook');
      expect(reasonsText(meanwhile)).toContain('warning FailedPreStopHook of Pod hooked/hooked-');
    }
  });

  it('a pod that pauses and shuts down gracefully loses almost nothing', async () => {
    const summary = await judged('leaves-in-order');
    expect(summary).toMatchObject({ verdict: 'rehearsed', recommendations: [] });
    for (const one of listMechanisms(summary)) expect(one).toBe('connection-cut');
  });

  it('a run without loss is rehearsed, and approved if its cluster represents production', async () => {
    expect(await judged('nothing-lost')).toMatchObject({ verdict: 'rehearsed', exitCode: 0, episodes: [] });
    const summary = await judged('nothing-lost', (directory) => {
      speakingForProduction(directory);
      allowingLatency(directory, 300);
    });
    expect(summary).toMatchObject({ verdict: 'approve', exitCode: 0, recommendations: [], episodes: [] });
    expect(summary.criteria.filter((one) => one.id === 'latency.p90')).toHaveLength(2);
    expect(summary.criteria.filter((one) => one.state !== 'met')).toEqual([]);
    expect(summary.postChecks.filter((one) => one.ok !== true)).toEqual([]);
  });

  it('one replica without a budget is tuned: no ready pod is left', async () => {
    const summary = await judged('no-ready-pod');
    expect(summary.verdict).toBe('tune');
    const lanes = summary.episodes.filter((one) => one.mechanism.id === 'no-ready-pod');
    expect(new Set(lanes.map((one) => one.lane))).toEqual(new Set(['reused', 'fresh']));
    expect(listSettings(summary)).toEqual(
      expect.arrayContaining(['workload.replicas', 'workload.budget.minAvailable']),
    );
  });

  it("on kind, slices that were late after the control plane's restart lose new connections; an interval is the recommendation", async () => {
    const { verdict, episodes, recommendations } = await judged('kind-slices-behind');
    expect(verdict).toBe('tune');
    const harmful = episodes.filter((one) => one.badMs > 1_000);
    expect(harmful.map(({ lane, step, bad, mechanism }) => [lane, step, bad, mechanism.id])).toEqual([
      ['fresh', 1, 171, 'slices-behind'],
    ]);
    expect(recommendations.map(({ setting, to }) => [setting, to])).toEqual([
      ['upgrade.controlPlane.interval', '30s'],
    ]);
  });

  it('on kind, the same roll with the recommended interval is approved', async () => {
    const summary = await judged('kind-interval-waited');
    expect(summary).toMatchObject({ verdict: 'approve', exitCode: 0, episodes: [] });
    expect(new Set(summary.criteria.map((one) => one.state))).toEqual(new Set(['met']));
  });

  it('on kind, node proxies that were replaced faster than the front door follows left new connections without a response', async () => {
    const { episodes } = await judged('kind-proxies-replaced');
    expect(episodes.map(({ lane, bad, mechanism }) => [lane, bad, mechanism.id])).toEqual([
      ['fresh', 26, 'proxies-restarting'],
    ]);
  });

  it("on kind, node proxies that followed no change for a minute after the API server's return", async () => {
    const summary = await judged('kind-proxies-stale');
    expect(summary).toMatchObject({ verdict: 'tune', exitCode: 10 });
    const [longest] = summary.episodes.toSorted((a, b) => b.badMs - a.badMs);
    expect(longest).toMatchObject({ lane: 'fresh', bad: 202, mechanism: { id: 'stale-proxy' } });
    expect(reasonsText(longest?.evidence ?? [])).toContain("63.3 s after the API server's return");
    expect(summary.recommendations.map(({ setting, to }) => [setting, to])).toContainEqual([
      'upgrade.controlPlane.interval',
      '1m50s',
    ]);
  });

  it('on kind, connections through nodes without a kube-proxy while the control plane was drained', async () => {
    const summary = await judged('kind-proxy-absent');
    expect(summary).toMatchObject({ verdict: 'tune', exitCode: 10 });
    const missed = summary.criteria.filter(({ state }) => state === 'missed');
    expect(missed).toHaveLength(1);
    expect(missed[0]).toMatchObject({ id: 'bad.perStep', value: 1740, scope: { lane: 'fresh' } });
    const heavy = summary.episodes.filter(({ badMs }) => badMs > 250);
    expect(heavy.map(({ bad, mechanism }) => [bad, mechanism.id])).toEqual([
      [52, 'proxy-absent'],
      [25, 'proxy-absent'],
    ]);
    expect(summary.recommendations.map(({ setting, to }) => [setting, to])).toEqual([
      ['upgrade.controlPlane.addons', 'wait'],
    ]);
  });

  it('on kind, nothing lost in the same upgrade when it waits for the add-ons', async () => {
    const summary = await judged('kind-addons-waited');
    expect(summary).toMatchObject({ verdict: 'approve', exitCode: 0, episodes: [] });
  });

  it('on kind under other load, loss while processors were overloaded counts if its mechanism is shown', async () => {
    const summary = await judged('kind-busy-host');
    expect(summary).toMatchObject({ verdict: 'inconclusive', exitCode: 30 });
    expect(sentences(summary.reasons)).toContainEqual(
      "this machine's processors were overloaded for 38 of 60 s of the baseline",
    );
    expect(sentences(summary.reasons)).toContainEqual(
      expect.stringMatching(/^outside this rehearsal these used/),
    );
    expect(summary.host?.baseline?.saturatedS).toBeLessThan(30);
    const heavy = summary.episodes.filter((one) => one.phase !== 'baseline' && one.badMs > 5_000);
    expect(new Set(heavy.map((one) => one.mechanism.id))).toEqual(new Set(['no-ready-pod']));
    expect(summary.criteria.find((one) => one.id === 'outage.longest')?.state).toBe('missed');
  });

  it('a drain that reached its timeout is a reject', async () => {
    const summary = await judged('blocked-drain');
    expect(summary.verdict).toBe('reject');
    expect(sentences(summary.reasons)[0]).toContain('the drain of');
    expect(listMechanisms(summary)).toEqual([]);
  });

  it('a run whose harness was killed is inconclusive', async () => {
    const summary = await judged('killed');
    expect(summary).toMatchObject({ verdict: 'inconclusive', exitCode: 30, recommendations: [] });
    expect(summary.criteria.map((one) => one.state)).not.toContain('met');
  });
});
