import { describe, expect, test } from 'vitest';
import { place } from '../../../../../harness/embedded/controllers/scheduler/place.ts';
import type { Node, Pod } from '../../../../../harness/embedded/objects.ts';
import { aNode, aPod } from '../../../../support/embedded/controllers/objects.ts';

const web = { app: 'web' };
const apart = (topologyKey: string): Partial<NonNullable<Pod['spec']>> => ({
  affinity: {
    podAntiAffinity: {
      requiredDuringSchedulingIgnoredDuringExecution: [{ labelSelector: { matchLabels: web }, topologyKey }],
    },
  },
});
const nodes = (names: string): Node[] => names.split(' ').map((name) => aNode(name));
const cordoned = (name: string) => aNode(name, { spec: { unschedulable: true } });
const controlPlane = aNode('cp', {
  spec: { taints: [{ key: 'node-role.kubernetes.io/control-plane', effect: 'NoSchedule' }] },
});

describe('why a node does not fit a pod, in the words of the real scheduler', () => {
  const message = (pod: Pod, all: Node[], pods: Pod[] = []) => {
    const placed = place(pod, all, pods);
    return 'unschedulable' in placed ? placed.unschedulable : placed;
  };

  test('no nodes at all', () => {
    expect(message(aPod('web-1'), [])).toBe('no nodes available to schedule pods');
  });

  test('cordon, taint and anti-affinity, counted', () => {
    const pod = aPod('web-2', { labels: web, spec: apart('kubernetes.io/hostname') });
    const there = [aPod('web-0', { on: 'a', labels: web }), aPod('web-1', { on: 'b', labels: web })];
    expect(message(pod, [...nodes('a b'), cordoned('c'), controlPlane], there)).toBe(
      "0/4 nodes are available: 1 node(s) had untolerated taint {node-role.kubernetes.io/control-plane: }, 1 node(s) were unschedulable, 2 node(s) didn't match pod anti-affinity rules. preemption: 0/4 nodes are available: 2 No preemption victims found for incoming pod, 2 Preemption is not helpful for scheduling.",
    );
  });

  test('a node selector that no node has', () => {
    const pod = aPod('web-1', { spec: { nodeSelector: { disk: 'ssd' } } });
    expect(message(pod, nodes('a b'))).toMatch(
      /^0\/2 .*: 2 node\(s\) didn't match Pod's node affinity\/selector\. /,
    );
  });

  test('existing pods with anti-affinity', () => {
    const alone = aPod('alone', { on: 'a', labels: { app: 'alone' }, spec: apart('kubernetes.io/hostname') });
    expect(message(aPod('web-1', { labels: web }), nodes('a'), [alone])).toMatch(
      "1 node(s) didn't satisfy existing pods anti-affinity rules",
    );
  });

  test('a node with its maximum number of pods', () => {
    const full = aNode('a', { status: { allocatable: { pods: '1' } } });
    expect(message(aPod('web-1'), [full], [aPod('web-0', { on: 'a' })])).toMatch('1 Too many pods');
    const ended = aPod('job-0', { on: 'a', status: { phase: 'Succeeded' } });
    expect(place(aPod('web-1'), [full], [ended])).toEqual({ node: 'a' });
  });

  test('a port of the node that another pod uses', () => {
    const listening = (hostPort: number) => ({
      containers: [{ name: 'web', image: 'web', ports: [{ containerPort: 80, hostPort }] }],
    });
    const there = [aPod('web-0', { on: 'a', spec: listening(8080) })];
    expect(message(aPod('web-1', { spec: listening(8080) }), nodes('a'), there)).toBe(
      "0/1 nodes are available: 1 node(s) didn't have free ports for the requested pod ports. preemption: 0/1 nodes are available: 1 No preemption victims found for incoming pod.",
    );
    expect(message(aPod('web-1', { spec: listening(8081) }), nodes('a'), there)).toEqual({ node: 'a' });
  });

  test('spread over a label that the node lacks', () => {
    const spread = { maxSkew: 1, topologyKey: 'zone', whenUnsatisfiable: 'DoNotSchedule' };
    const pod = aPod('web-1', { labels: web, spec: { topologySpreadConstraints: [spread] } });
    expect(message(pod, nodes('a'))).toMatch(
      "1 node(s) didn't match pod topology spread constraints (missing required label)",
    );
  });
});

describe('pods of a DaemonSet', () => {
  const spec = {
    tolerations: [{ key: 'node.kubernetes.io/unschedulable', operator: 'Exists', effect: 'NoSchedule' }],
    affinity: {
      nodeAffinity: {
        requiredDuringSchedulingIgnoredDuringExecution: {
          nodeSelectorTerms: [{ matchFields: [{ key: 'metadata.name', operator: 'In', values: ['b'] }] }],
        },
      },
    },
  };

  test('go to the node that they name, cordoned or not', () => {
    expect(place(aPod('agent', { spec }), [aNode('a'), cordoned('b'), aNode('c')], [])).toEqual({
      node: 'b',
    });
  });
});

describe('affinity', () => {
  const together = {
    affinity: {
      podAffinity: {
        requiredDuringSchedulingIgnoredDuringExecution: [
          { labelSelector: { matchLabels: web }, topologyKey: 'zone' },
        ],
      },
    },
  };
  const zones = [aNode('a', { labels: { zone: '1' } }), aNode('b', { labels: { zone: '2' } })];

  test('the first of a group may go anywhere, the others follow it', () => {
    const first = aPod('web-0', { labels: web, spec: together });
    expect(place(first, zones, [])).toEqual({ node: 'a' });
    const there = aPod('web-0', { on: 'b', labels: web });
    expect(place(aPod('web-1', { labels: web, spec: together }), zones, [there])).toEqual({ node: 'b' });
  });

  test('a pod with affinity to others that do not exist stays pending', () => {
    expect(place(aPod('lonely', { spec: together }), zones, [])).toHaveProperty('unschedulable');
  });

  test('a preferred one decides among otherwise equal nodes', () => {
    const preferred = (kind: 'podAffinity' | 'podAntiAffinity') => ({
      affinity: {
        [kind]: {
          preferredDuringSchedulingIgnoredDuringExecution: [
            { weight: 100, podAffinityTerm: { labelSelector: { matchLabels: web }, topologyKey: 'zone' } },
          ],
        },
      },
    });
    const there = aPod('web-0', { on: 'a', labels: web });
    expect(place(aPod('x', { spec: preferred('podAffinity') }), zones, [there])).toEqual({ node: 'a' });
    expect(place(aPod('x', { spec: preferred('podAntiAffinity') }), zones, [there])).toEqual({ node: 'b' });
  });
});

describe('scores', () => {
  const owner = { kind: 'ReplicaSet', name: 'web' };

  test('spread the pods of one controller by default', () => {
    const busy = Array.from({ length: 5 }, (_, index) => aPod(`other-${index}`, { on: 'b' }));
    const there = aPod('web-0', { on: 'a', owner });
    expect(place(aPod('web-1', { owner }), nodes('a b'), [there, ...busy])).toEqual({ node: 'b' });
  });

  test('prefer nodes without PreferNoSchedule taints, those preferred by labels, and empty ones', () => {
    const tainted = aNode('a', { spec: { taints: [{ key: 'old', effect: 'PreferNoSchedule' }] } });
    expect(place(aPod('x'), [tainted, aNode('b')], [])).toEqual({ node: 'b' });
    expect(place(aPod('x'), nodes('a b'), [aPod('y', { on: 'a' })])).toEqual({ node: 'b' });
    const spec = {
      affinity: {
        nodeAffinity: {
          preferredDuringSchedulingIgnoredDuringExecution: [
            {
              weight: 1,
              preference: { matchExpressions: [{ key: 'disk', operator: 'In', values: ['ssd'] }] },
            },
          ],
        },
      },
    };
    const ssd = aNode('b', { labels: { disk: 'ssd' } });
    expect(place(aPod('x', { spec }), [aNode('a'), ssd], [aPod('y', { on: 'b' })])).toEqual({ node: 'b' });
  });

  test('are deterministic: ties are resolved by name', () => {
    expect(place(aPod('x'), nodes('c b a'), [])).toEqual({ node: 'a' });
  });
});
