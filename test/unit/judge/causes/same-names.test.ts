import { describe, expect, it } from 'vitest';
import type { EndpointState } from '../../../../harness/journal/records.ts';
import { at, judged, listMechanisms, slice, termination } from '../../../support/judge/mechanism-run.ts';
import { type Behaviour, healthy, podState } from '../../../support/judge/simulated-run.ts';

/** Connections that web-1 had accepted are cut from then on, for a second. */
const cutFrom =
  (fromS: number): Behaviour =>
  (atS, random) =>
    atS >= fromS && atS < fromS + 1 ? { ms: 1, outcome: 'closed', pod: 1 } : healthy(atS, random);

describe('pods with the same name', () => {
  it("in succession, as a StatefulSet's: a deleted pod is not the one that stays", () => {
    const successor = podState({ uid: 'successor', name: 'web-1', namespace: 'rehearse', node: 'worker-2' });
    const extra = [
      ...termination(236.5),
      at(240, { type: 'pod', change: 'added', pod: successor }),
      slice(245, ['web-1/successor', 'web-2']),
    ];
    expect(listMechanisms(judged({ reused: cutFrom(236.2), extra }))).toEqual(['connection-cut']);
    expect(listMechanisms(judged({ reused: cutFrom(250), extra }))).toEqual(['unknown']);
  });

  it('in two namespaces: a pod that terminates in one is not the one that stays in the other', () => {
    const targets = [
      { name: 'web', namespace: 'rehearse', service: 'web' },
      { name: 'store', namespace: 'store', service: 'web' },
    ];
    const ofTheirs = (endpoint: EndpointState) =>
      endpoint.pod === 'web-1' ? { ...endpoint, uid: 'theirs' } : endpoint;
    const theirs = termination(236.5).map((one) =>
      one.type === 'pod'
        ? { ...one, pod: { ...one.pod, uid: 'theirs', namespace: 'store' } }
        : one.type === 'endpoints'
          ? { ...one, namespace: 'store', endpoints: one.endpoints.map(ofTheirs) }
          : one,
    );
    const ours = podState({ uid: 'ours', name: 'web-1', namespace: 'rehearse', node: 'worker-1' });
    const extra = [
      at(50, { type: 'workload', rollouts: [], targets }),
      at(97, { type: 'pod', change: 'added', pod: ours }),
      slice(97, ['web-1/ours', 'web-2']),
      at(236, {
        ...{ type: 'eviction', step: 1, namespace: 'store', pod: 'web-1', uid: 'theirs' },
        ...{ node: 'worker-1', result: 'accepted' },
      }),
      ...theirs,
    ];
    expect(listMechanisms(judged({ reused: cutFrom(236.2), extra }))).toEqual(['unknown']);
  });
});
