import { describe, expect, it } from 'vitest';
import type { JournalRecord, ProbeKind } from '../../../../harness/journal/records.ts';
import type { Criterion } from '../../../../harness/judge/answer/summary.ts';
import { at, configured, judged, probed } from '../../../support/judge/mechanism-run.ts';
import { scenario } from '../../../support/judge/simulated-run.ts';

const coredns = (atS: number, ready: number): JournalRecord =>
  at(atS, {
    type: 'rollout',
    change: 'modified',
    rollout: {
      kind: 'Deployment',
      namespace: 'kube-system',
      name: 'coredns',
      generation: 1,
      observedGeneration: 1,
      desired: 2,
      updated: 2,
      ready,
      available: ready,
    },
  });

const evicted = (atS: number, pod: string): JournalRecord =>
  at(atS, {
    type: 'eviction',
    step: 1,
    namespace: 'kube-system',
    pod,
    uid: pod,
    node: 'worker-1',
    result: 'accepted',
  });

function missed(probe: ProbeKind, extra: readonly JournalRecord[]): Criterion | undefined {
  const probes = { ...scenario.criteria.probes, [probe]: { longestMs: 2_000 } };
  return judged({ extra, scenario: { criteria: { ...scenario.criteria, probes } } }).criteria.find(
    (one) => one.id === `probes.${probe}`,
  );
}

const worker1 = 'worker-1 (worker, step 2 of 3)';

describe('why a probe failed', () => {
  it('is the upgrade of the API server’s own node', () => {
    const config = configured(164, 184);
    // Without that step the same outage of 165 to 176 s is not explained.
    expect(missed('api', config)).toMatchObject({
      state: 'missed',
      mechanism: { id: 'api-server-restart' },
      scope: { step: 'cp-1 (control-plane, step 1 of 3)' },
      why: expect.stringContaining('config of cp-1 began at 2:44.0'),
    });
    expect(missed('api', [])).toMatchObject({ mechanism: { id: 'unknown' } });
  });

  it('is not the upgrade of another node', () => {
    const found = missed('api', probed('api', 'cp-1', 236, 250));
    expect(found).toMatchObject({ state: 'missed', mechanism: { id: 'unknown' }, scope: { step: worker1 } });
  });

  it('is DNS without a ready pod, with those that were evicted together', () => {
    const extra = [
      ...probed('dns', 'worker-2', 237, 242),
      coredns(100, 2),
      coredns(237, 0),
      coredns(241, 1),
      evicted(236, 'coredns-1'),
      evicted(236.2, 'coredns-2'),
    ];
    const found = missed('dns', extra);
    expect(found).toMatchObject({ mechanism: { id: 'no-dns-pod' }, scope: { step: worker1 } });
    expect(found?.why).toMatch(
      /no ready pod from 3:57.0 until 4:01.0; coredns-1 on worker-1 was evicted at 3:56.0; coredns-2 on worker-1/,
    );
  });

  it('is unknown if one DNS pod was ready all the time', () => {
    const extra = [...probed('dns', 'worker-2', 237, 242), coredns(100, 2), coredns(237, 1)];
    expect(missed('dns', [...extra, evicted(236, 'coredns-1')])).toMatchObject({
      mechanism: { id: 'unknown' },
    });
  });

  it('of a write is an outage of the API server itself, and only if it had one', () => {
    const away = probed('api', 'cp-1', 236.5, 241);
    expect(missed('apiWrite', [...probed('apiWrite', 'cp-1', 236, 241), ...away])).toMatchObject({
      mechanism: { id: 'api-server-away' },
    });
    expect(missed('apiWrite', probed('apiWrite', 'cp-1', 236, 241))).toMatchObject({
      mechanism: { id: 'unknown' },
    });
  });

  it('through the balancer is a simultaneous outage of every API server, not of one', () => {
    // The one at 127.0.0.1 is down from 165 s to 176 s.
    const second = probed('api', 'cp-2', 166, 176);
    expect(missed('api', [...probed('api', 'balanced', 164.5, 177), ...second])).toMatchObject({
      mechanism: { id: 'all-api-servers-away' },
    });
    expect(missed('api', [...probed('api', 'balanced', 236, 250), ...second])).toMatchObject({
      mechanism: { id: 'unknown' },
    });
  });
});
