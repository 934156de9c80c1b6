import { describe, expect, test } from 'vitest';
import { evictingZones } from '../../../../../harness/embedded/controllers/node-lifecycle/disruption-mode.ts';
import { toleratedMs } from '../../../../../harness/embedded/controllers/node-lifecycle/taint-eviction.ts';
import { listTaints } from '../../../../../harness/embedded/controllers/node-lifecycle/taints.ts';
import { aNode, aPod, ready } from '../../../../support/embedded/controllers/objects.ts';

const node = (state: 'True' | 'False' | 'Unknown', name = 'a', zone = '1') =>
  aNode(name, { labels: { 'topology.kubernetes.io/zone': zone }, status: { conditions: [ready(state)] } });

describe('taints of a node', () => {
  const named = (...args: Parameters<typeof listTaints>) =>
    listTaints(...args).map(({ key, effect }) => `${key}:${effect}`);

  test.each`
    state        | evicts   | taints
    ${'True'}    | ${true}  | ${[]}
    ${'False'}   | ${true}  | ${['node.kubernetes.io/not-ready:NoSchedule', 'node.kubernetes.io/not-ready:NoExecute']}
    ${'Unknown'} | ${true}  | ${['node.kubernetes.io/unreachable:NoSchedule', 'node.kubernetes.io/unreachable:NoExecute']}
    ${'Unknown'} | ${false} | ${['node.kubernetes.io/unreachable:NoSchedule']}
  `('Ready=$state, evictions=$evicts', ({ state, evicts, taints }) => {
    expect(named(node(state), evicts, 0)).toEqual(taints);
  });

  test('a new node keeps its initial taint until it is ready', () => {
    const spec = { taints: [{ key: 'node.kubernetes.io/not-ready', effect: 'NoSchedule' }] };
    expect(listTaints(aNode('a', { spec, status: { conditions: [] } }), true, 0)).toEqual(spec.taints);
    expect(listTaints(aNode('a', { spec }), true, 0)).toEqual([]);
  });

  test('a cordon adds a taint, taints of others stay, and its own are removed when they no longer apply', () => {
    const tainted = aNode('a', {
      spec: {
        unschedulable: true,
        taints: [
          { key: 'node.kubernetes.io/unreachable', effect: 'NoExecute' },
          { key: 'node-role.kubernetes.io/control-plane', effect: 'NoSchedule' },
        ],
      },
    });
    expect(listTaints(tainted, true, 0)).toEqual([
      { key: 'node-role.kubernetes.io/control-plane', effect: 'NoSchedule' },
      { key: 'node.kubernetes.io/unschedulable', effect: 'NoSchedule', timeAdded: '1970-01-01T00:00:00Z' },
    ]);
  });
});

describe('if very many nodes are unavailable, the network is the probable cause', () => {
  const nodes = (away: number, of: number, zone = '1') =>
    Array.from({ length: of }, (_, index) =>
      node(index < away ? 'Unknown' : 'True', `${zone}-${index}`, zone),
    );

  test.each`
    away | of   | evicts
    ${1} | ${3} | ${true}
    ${2} | ${3} | ${true}
    ${3} | ${3} | ${false}
    ${1} | ${1} | ${false}
    ${3} | ${5} | ${false}
    ${3} | ${6} | ${true}
  `('$away of $of nodes away', ({ away, of, evicts }) => {
    expect(evictingZones(nodes(away, of)).has(':1')).toBe(evicts);
  });

  test('a zone that failed completely is evicted if there is another', () => {
    expect(evictingZones([...nodes(3, 3), ...nodes(0, 1, '2')])).toEqual(new Set([':1', ':2']));
  });
});

describe('how long a pod stays', () => {
  const tainted = aNode('a', {
    spec: { taints: [{ key: 'node.kubernetes.io/unreachable', effect: 'NoExecute' }] },
  });
  const toleration = (tolerationSeconds?: number) => ({
    key: 'node.kubernetes.io/unreachable',
    operator: 'Exists',
    effect: 'NoExecute',
    ...(tolerationSeconds === undefined ? {} : { tolerationSeconds }),
  });

  test.each`
    tolerations                         | stays
    ${[]}                               | ${0}
    ${[toleration(300)]}                | ${300_000}
    ${[toleration(300), toleration(5)]} | ${5_000}
    ${[toleration()]}                   | ${null}
    ${[{ operator: 'Exists' }]}         | ${null}
  `('$tolerations', ({ tolerations, stays }) => {
    expect(toleratedMs(aPod('web', { spec: { tolerations } }), tainted)).toBe(stays);
  });
});
