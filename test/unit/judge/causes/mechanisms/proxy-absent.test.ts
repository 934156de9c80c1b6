import { describe, expect, it } from 'vitest';
import type { JournalRecord } from '../../../../../harness/journal/records.ts';
import { reasonsText } from '../../../../../harness/reasons/reason.ts';
import type { Scenario } from '../../../../../harness/scenario/scenario.ts';
import {
  at,
  configured,
  judged,
  listMechanisms,
  named,
  probed,
  slice,
  termination,
} from '../../../../support/judge/mechanism-run.ts';
import { evidenceText } from '../../../../support/judge/sentences.ts';
import {
  type Behaviour,
  failing,
  healthy,
  podState,
  scenario,
} from '../../../../support/judge/simulated-run.ts';

const { controlPlane } = scenario.upgrade;
/** The shipped criteria for DNS, and a control plane that waits for its add-ons or not. */
const hasty = (addons: typeof controlPlane.addons = null): Partial<Scenario> => ({
  upgrade: { ...scenario.upgrade, controlPlane: { ...controlPlane, addons } },
  criteria: {
    ...scenario.criteria,
    probes: { ...scenario.criteria.probes, dns: { longestMs: 2_000 } },
  },
});

const proxy = (atS: number, name: string, node: string, over = {}) =>
  at(atS, {
    type: 'pod',
    change: 'modified',
    pod: podState({ name, node, owner: 'DaemonSet/kube-proxy', ...over }),
  });
/** kube-proxy on a node is stopped and later replaced. */
const replaced = (node: string, stoppedS: number, replacedS: number): JournalRecord[] => [
  proxy(98, `kube-proxy-old-${node}`, node),
  proxy(stoppedS, `kube-proxy-old-${node}`, node, { terminating: true }),
  proxy(replacedS, `kube-proxy-new-${node}`, node),
];
/** The pods of CoreDNS are replaced. */
const dnsChanged = (atS: number): JournalRecord[] =>
  [[98, ['coredns-1', 'coredns-2']] as const, [atS, ['coredns-3', 'coredns-4']] as const].map(
    ([time, ready]) => {
      const record = slice(time, ready);
      return {
        ...record,
        namespace: 'kube-system',
        service: 'kube-dns',
        slice: 'kube-dns-a',
      } as JournalRecord;
    },
  );

const dns = (extra: readonly JournalRecord[], over: Partial<Scenario> = hasty()) => {
  const summary = judged({ extra: [...configured(164, 178), ...extra], scenario: over });
  return { summary, dns: summary.criteria.find(({ id }) => id === 'probes.dns') };
};
const settings = ({
  recommendations,
}: {
  recommendations: readonly { setting: string; from: string; to: string }[];
}) => recommendations.map(({ setting, from, to }) => [setting, from, to]);
const wait = ['upgrade.controlPlane.addons', 'none', 'wait'];

describe('DNS from a node whose proxy is absent while its endpoints change', () => {
  const failed = probed('dns', 'worker-2', 182, 212);

  it('is explained by both times, and its recommendation is to wait for the add-ons', () => {
    const found = dns([...failed, ...replaced('worker-2', 181, 211.5), ...dnsChanged(181.5)]);
    expect(found.dns).toMatchObject({
      state: 'missed',
      mechanism: { id: 'proxy-absent' },
      scope: { step: 'cp-1 (control-plane, step 1 of 3)' },
    });
    expect(found.dns?.why).toContain(
      'pod kube-proxy-old-worker-2 on worker-2 was stopped at 3:01.0, and kube-proxy-new-worker-2 was ready in its place at 3:31.5; endpoint coredns-1 of Service kube-system/kube-dns was removed at 3:01.5, and the rules of worker-2 still pointed at it',
    );
    expect(found.summary.verdict).toBe('tune');
    expect(settings(found.summary)).toEqual([wait]);
    expect(found.summary.recommendations[0]?.why).toContain('done at 2:58.0');
  });

  it('is explained if the change came within the second before, which may not be in the rules', () => {
    const found = dns([...failed, ...replaced('worker-2', 181.9, 211.5), ...dnsChanged(181)]);
    expect(found.dns?.mechanism?.id).toBe('proxy-absent');
  });

  it('is explained if the end of the proxy was seen late, because the API server had just become unavailable', () => {
    const blind = at(181.2, { type: 'blind', resource: 'pods', edge: 'begin', why: 'away' });
    const found = dns([...failed, blind, ...replaced('worker-2', 185, 211.5), ...dnsChanged(181)]);
    expect(found.dns?.mechanism?.id).toBe('proxy-absent');
    expect(found.dns?.why).toContain(
      'was stopped between 3:01.2 and 3:05.0, when the API could not be watched',
    );
    const seen = dns([...failed, ...replaced('worker-2', 185, 211.5), ...dnsChanged(181)]);
    expect(seen.dns?.mechanism?.id).toBe('unknown');
  });

  it('has no recommendation that the scenario already follows', () => {
    const extra = [...failed, ...replaced('worker-2', 181, 211.5), ...dnsChanged(181.5)];
    const { summary, dns: criterion } = dns(extra, hasty(controlPlane.addons));
    expect(criterion?.mechanism?.id).toBe('proxy-absent');
    expect(summary).toMatchObject({ verdict: 'reject', recommendations: [] });
  });

  it('has no recommendation if another node exceeded the limit for an unknown reason', () => {
    const other = probed('dns', 'worker-1', 290, 295);
    const extra = [...failed, ...other, ...replaced('worker-2', 181, 211.5), ...dnsChanged(181.5)];
    expect(dns(extra).summary).toMatchObject({ verdict: 'reject', recommendations: [] });
  });

  it.each([
    ['endpoints did not change', replaced('worker-2', 181, 211.5)],
    ['endpoints changed before', [...replaced('worker-2', 181, 211.5), ...dnsChanged(179)]],
    ['endpoints changed when a proxy was there', [...replaced('worker-2', 170, 181), ...dnsChanged(181.5)]],
    ['the proxy of another node was absent', [...replaced('worker-1', 181, 211.5), ...dnsChanged(181.5)]],
    ['a proxy was there for most of the time', [...replaced('worker-2', 181, 190), ...dnsChanged(181.5)]],
  ])('is unknown if %s', (_, extra) => {
    const { summary, dns: criterion } = dns([...failed, ...extra]);
    expect(criterion).toMatchObject({ state: 'missed', mechanism: { id: 'unknown' } });
    expect(summary).toMatchObject({ verdict: 'reject', recommendations: [] });
  });
});

describe('new connections through a node whose proxy is absent while endpoints of their target change', () => {
  const nobody = failing(236.2, 238, 1, healthy);
  const unreached: Behaviour = (atS, random) => ({ ...nobody(atS, random), pod: 0 });
  const lane = (extra: readonly JournalRecord[], over = hasty()) =>
    judged({
      fresh: unreached,
      extra: [...configured(164, 178), ...termination(236.1), ...extra],
      scenario: over,
    });

  it('fail before reaching a pod; waiting for the add-ons is the recommendation', () => {
    const summary = lane(replaced('worker-2', 235.5, 238));
    expect(listMechanisms(summary)).toEqual(['proxy-absent']);
    expect(evidenceText(summary)).toMatch(/removed at 3:56.1, .* failed before reaching a pod/);
    expect(summary.verdict).toBe('tune');
    expect(settings(summary)).toEqual([wait]);
  });

  /** Connections that the front door lost meanwhile. */
  const lostThrough = (node: string) =>
    at(238.2, {
      ...{ type: 'door', fromUs: 237_200_000, toUs: 238_200_000, target: 'web', node },
      ...{ unanswered: 40, broken: 0 },
    });

  it('are those that the front door sent to that node, if its log shows that', () => {
    const summary = lane([...replaced('worker-2', 235.5, 238), lostThrough('worker-2')]);
    expect(listMechanisms(summary)).toEqual(['proxy-absent']);
    expect(reasonsText(summary.episodes[0]?.meanwhile.slice(0, 1) ?? [])).toBe(
      'connections behind the front door, all lanes: 40 got no answer through worker-2',
    );
    const elsewhere = lane([...replaced('worker-2', 235.5, 238), lostThrough('worker-1')]);
    expect(listMechanisms(elsewhere)).toEqual(['stale-endpoint']);
  });

  it('have no other mechanism if responses do not name their pod and another pod has just become ready', () => {
    // web-3 answers at once, which only names show.
    const half: Behaviour = (atS, random) =>
      atS >= 236.2 && atS < 240 && random() < 0.5
        ? { ms: 1, outcome: 'closed', pod: 0 }
        : { ...healthy(atS, random), pod: random() < 0.5 ? 2 : 3 };
    const extra = [
      ...termination(236.1),
      slice(236.15, ['web-2', 'web-3'], ['web-1']),
      ...named,
      ...replaced('worker-2', 235.5, 240),
    ];
    expect(listMechanisms(judged({ fresh: half, extra, scenario: hasty() }))).toEqual(['proxy-absent']);
  });

  it('are not lost by a node that is gone before an endpoint is removed', () => {
    const gone = at(235.6, {
      ...{ type: 'node', change: 'deleted' },
      node: { name: 'worker-9', uid: '9', ready: true, unschedulable: false, kubeletVersion: '1.34.4' },
    });
    const stopped = replaced('worker-9', 235.5, 400).slice(0, 2);
    expect(listMechanisms(lane(stopped))).toEqual(['proxy-absent']);
    expect(listMechanisms(lane([...stopped, gone]))).toEqual(['stale-endpoint']);
  });

  it('have no such recommendation without an earlier configuration', () => {
    const extra = [...termination(236.1), ...replaced('worker-2', 235.5, 238)];
    const summary = judged({ fresh: unreached, extra, scenario: hasty() });
    expect(listMechanisms(summary)).toEqual(['proxy-absent']);
    expect(summary.recommendations).toEqual([]);
  });

  it.each([
    ['a proxy was absent while no endpoint was removed', replaced('worker-2', 238.5, 240)],
    ['an endpoint was removed when every node had its proxy', replaced('worker-2', 230, 235)],
  ])('have another mechanism if %s', (_, extra) => {
    expect(listMechanisms(lane(extra))).toEqual(['stale-endpoint']);
  });
});
