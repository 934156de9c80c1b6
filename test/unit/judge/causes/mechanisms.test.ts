import { describe, expect, it } from 'vitest';
import {
  abrupt,
  apiAway,
  apiAwayAgain,
  at,
  judged,
  listMechanisms,
  named,
  slice,
  termination,
} from '../../../support/judge/mechanism-run.ts';
import { evidenceText } from '../../../support/judge/sentences.ts';
import { type Behaviour, failing, healthy, proxyRollout } from '../../../support/judge/simulated-run.ts';

const nobody = failing(236.2, 238, 1, healthy);
/** New connections that have reached no pod. */
const unreached: Behaviour = (atS, random) => ({ ...nobody(atS, random), pod: 0 });
const cut: Behaviour = (atS, random) =>
  atS >= 236.2 && atS < 237.6 ? { ms: 1, outcome: 'closed', pod: 1 } : healthy(atS, random);

/**
 * 20 requests that were due just before the deletion at 236 s are lost; good responses of that time take so
 * long.
 */
const lostAtOrder =
  (answerMs: number, lostMs = 300): Behaviour =>
  (atS, random) => {
    if (atS >= 235.8 && atS < 236) return { ms: lostMs, outcome: 'closed', pod: 0 };
    return atS >= 235 && atS < 236 ? { ms: answerMs } : healthy(atS, random);
  };

const rollout = (atS: number, updated: number) => at(atS, proxyRollout(updated));

describe('mechanisms', () => {
  it('a terminating pod that still gets new connections is a stale endpoint; preStop covers that time', () => {
    const { episodes, recommendations, verdict } = judged({ fresh: unreached, extra: termination(236.5) });
    expect(episodes.map((one) => one.mechanism.id)).toEqual(['stale-endpoint']);
    expect(evidenceText({ episodes })).toContain('pod web-1 was terminating from 3:56.0 on');
    expect(verdict).toBe('tune');
    // 1.99 s from the deletion to the last bad request; as long as the grace period, which then has to grow
    // by as much.
    expect(recommendations.map(({ setting, to }) => [setting, to])).toEqual([
      ['workload.preStop', '2s'],
      ['workload.terminationGrace', '4s'],
    ]);
    expect(recommendations[0]?.why).toContain('1.993 s, rounded up to 1 s');
  });

  it('the same harm without a terminating pod is unknown', () => {
    const { episodes, recommendations } = judged({ fresh: unreached });
    expect(episodes.map((one) => one.mechanism.id)).toEqual(['unknown']);
    expect(recommendations).toEqual([]);
  });

  it('a request due before the deletion counts if it ended after it, and good responses took as long', () => {
    const { episodes } = judged({ fresh: lostAtOrder(250), extra: termination(236.5) });
    expect(episodes.map((one) => one.mechanism.id)).toEqual(['stale-endpoint']);
    expect(evidenceText({ episodes })).toMatch(
      /20 new connections failed before reaching a pod, the last one 29\d ms after its termination began/,
    );
  });

  it.each([
    ['right answers were not late', lostAtOrder(5)],
    ['it ended before the order', lostAtOrder(250, 1)],
  ])('it has another cause if %s', (_, fresh) => {
    expect(listMechanisms(judged({ fresh, extra: termination(236.5) }))).toEqual(['unknown']);
  });

  it('a connection that ends on a terminating pod was cut; the recommendation is a service that finishes its requests', () => {
    const { episodes, recommendations } = judged({ reused: cut, extra: termination(236.5) });
    expect(episodes.map((one) => one.mechanism.id)).toEqual(['connection-cut']);
    expect(recommendations.map(({ setting, from, to }) => [setting, from, to])).toEqual([
      ['workload.onSigterm', 'exit', 'graceful'],
    ]);
  });

  it('if the service already shuts down gracefully, a cut connection has no recommendation', () => {
    const graceful = { ...abrupt, onSigterm: 'graceful' as const };
    const summary = judged({ reused: cut, extra: termination(236.5), scenario: { workload: graceful } });
    expect(summary).toMatchObject({ verdict: 'reject', recommendations: [] });
  });

  it('a connection to a pod that stays was not cut by a termination', () => {
    const stays: Behaviour = (atS, random) => ({ ...cut(atS, random), pod: 2 });
    // Without names it is unknown whether the pod stays, and the evidence says so.
    const nameless = ['connection-cut'];
    const { episodes } = judged({ reused: stays, extra: [...termination(236.5), ...named], nameless });
    expect(episodes.map((one) => one.mechanism.id)).toEqual(['unknown']);
  });

  it("a proxy that applies a slice late after the API server's return is stale; the interval lasts until it has caught up", () => {
    const { episodes, recommendations } = judged({
      fresh: unreached,
      extra: [...termination(236.1), ...apiAwayAgain],
    });
    expect(episodes.map((one) => one.mechanism.id)).toEqual(['stale-proxy']);
    // Uncordoned at 215 s, the last bad request at 238 s: 23 s.
    expect(recommendations.map(({ setting, to }) => [setting, to])).toEqual([
      ['upgrade.controlPlane.interval', '25s'],
    ]);
  });

  it('proxies that apply a slice within a second are not stale, however late the API server returned', () => {
    expect(
      listMechanisms(judged({ fresh: unreached, extra: [...termination(237), ...apiAwayAgain] })),
    ).toEqual(['stale-endpoint']);
  });

  it("a proxy lists again up to 60 s after the API server's return", () => {
    // Returned at 177 s, the first bad request at 236.2 s. The next test only has the outage until 175 s.
    const summary = judged({ fresh: unreached, extra: [...termination(236.1), ...apiAway(171.5)] });
    expect(listMechanisms(summary)).toEqual(['stale-proxy']);
  });

  it('nor are they without an outage of the API server', () => {
    const summary = judged({ fresh: unreached, extra: termination(236.1) });
    expect(listMechanisms(summary)).toEqual(['stale-endpoint']);
  });

  it('no interval is recommended if the cluster claims nothing about production', () => {
    const claims = { production: false, covers: [], notCovered: [], kernelOf: 'this machine' as const };
    const summary = judged({
      fresh: unreached,
      extra: [...termination(236.1), ...apiAwayAgain, at(0.2, { type: 'claims', claims })],
    });
    expect(summary).toMatchObject({ verdict: 'reject', recommendations: [] });
  });

  it('a Service that was empty for less than half of the harm did not cause it', () => {
    const emptyFor = (untilS: number) => [
      slice(98, ['web-1']),
      slice(236.2, [], ['web-1']),
      slice(untilS, ['web-2']),
    ];
    expect(listMechanisms(judged({ fresh: unreached, extra: emptyFor(237.2) }))).toEqual(['no-ready-pod']);
    expect(listMechanisms(judged({ fresh: unreached, extra: emptyFor(236.9) }))).toEqual(['unknown']);
  });

  it('slices that list a pod long after its deletion are late, if the API server had just returned', () => {
    const { episodes, recommendations } = judged({
      fresh: unreached,
      extra: [...termination(237.8), ...apiAwayAgain],
    });
    expect(episodes.map((one) => one.mechanism.id)).toEqual(['slices-behind']);
    expect(evidenceText({ episodes })).toContain('was a ready endpoint until 3:57.8, 1.8 s later');
    expect(recommendations.map(({ setting, to }) => [setting, to])).toEqual([
      ['upgrade.controlPlane.interval', '25s'],
    ]);
  });

  it('the same slices without an outage of the API server are a stale endpoint', () => {
    const { episodes } = judged({ fresh: unreached, extra: termination(237.8) });
    expect(episodes.map((one) => one.mechanism.id)).toEqual(['stale-endpoint']);
  });

  it('slices that follow within a second are not late', () => {
    const { episodes } = judged({ fresh: unreached, extra: [...termination(236.9), ...apiAwayAgain] });
    expect(episodes.map((one) => one.mechanism.id)).not.toContain('slices-behind');
  });

  it('node proxies that are being replaced explain connections that reach no pod while none terminates', () => {
    const { episodes } = judged({ fresh: unreached, extra: [rollout(230, 1), rollout(240, 3)] });
    expect(episodes.map((one) => one.mechanism.id)).toEqual(['proxies-restarting']);
  });

  it('node proxies that were replaced earlier do not', () => {
    const { episodes } = judged({ fresh: unreached, extra: [rollout(230, 1), rollout(235, 3)] });
    expect(episodes.map((one) => one.mechanism.id)).toEqual(['unknown']);
  });
});
