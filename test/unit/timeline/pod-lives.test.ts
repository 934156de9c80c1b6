import { describe, expect, it } from 'vitest';
import type {
  EndpointState,
  JournalEntry,
  JournalRecord,
  PodState,
} from '../../../harness/journal/records.ts';
import { foldTimeline } from '../../../harness/timeline/timeline.ts';

const at = (atUs: number, entry: JournalEntry): JournalRecord => ({ atUs, ...entry });
const targets = ['shop', 'store'].map((namespace) => ({ name: namespace, namespace, service: 'cart' }));
const workload = at(0, { type: 'workload', rollouts: [], targets });

const pod = (
  atUs: number,
  uid: string,
  over: Partial<PodState> = {},
  change: 'modified' | 'deleted' = 'modified',
): JournalRecord =>
  at(atUs, {
    type: 'pod',
    change,
    pod: {
      ...{ uid, namespace: 'shop', name: 'cart-0', node: 'w1', phase: 'Running', ready: true },
      ...{ terminating: false, ip: null, owner: 'StatefulSet/cart', restarts: 0, images: [], waiting: null },
      ...over,
    },
  });

const slice = (
  atUs: number,
  pods: readonly { readonly pod: string; readonly uid: string }[],
  namespace = 'shop',
): JournalRecord =>
  at(atUs, {
    type: 'endpoints',
    ...{ namespace, service: 'cart', slice: 'cart-a', change: 'modified' as const },
    endpoints: pods.map(
      (one): EndpointState => ({
        ...one,
        ...{ ip: '10.0.0.1', node: 'w1', ready: true, serving: true, terminating: false },
      }),
    ),
  });

const lives = (...records: JournalRecord[]) =>
  foldTimeline([workload, ...records]).podLives.map(
    ({ uid, namespace, node, terminatingUs, stoppedUs, routedUs, unroutedUs }) => ({
      ...{ uid, namespace, node, terminatingUs, stoppedUs, routedUs, unroutedUs },
    }),
  );
const life = { namespace: 'shop', node: 'w1', terminatingUs: null, stoppedUs: null, unroutedUs: null };

describe('lives of pods', () => {
  const replaced = [
    pod(1, 'a'),
    slice(2, [{ pod: 'cart-0', uid: 'a' }]),
    pod(5, 'a', { terminating: true }),
    slice(6, []),
    pod(8, 'a', {}, 'deleted'),
    pod(9, 'b', { node: 'w2' }),
    slice(12, [{ pod: 'cart-0', uid: 'b' }]),
  ];
  const both = [
    { ...life, uid: 'a', terminatingUs: 5, stoppedUs: 8, routedUs: 2, unroutedUs: 6 },
    { ...life, uid: 'b', node: 'w2', routedUs: 12 },
  ];

  it("are distinguished if a StatefulSet's pod returns under its name", () => {
    expect(lives(...replaced)).toEqual(both);
  });

  it('are distinguished if two namespaces have a pod of the same name', () => {
    expect(
      lives(
        pod(1, 'a'),
        pod(1, 'b', { namespace: 'store', node: 'w2' }),
        slice(2, [{ pod: 'cart-0', uid: 'a' }]),
        slice(3, [{ pod: 'cart-0', uid: 'b' }], 'store'),
        slice(4, [], 'store'),
      ),
    ).toEqual([
      { ...life, uid: 'a', routedUs: 2 },
      { ...life, uid: 'b', namespace: 'store', node: 'w2', routedUs: 3, unroutedUs: 4 },
    ]);
  });

  it('begin with a slice that precedes the pod itself', () => {
    expect(lives(slice(2, [{ pod: 'cart-0', uid: 'a' }]), pod(3, 'a'))).toEqual([
      { ...life, uid: 'a', routedUs: 2 },
    ]);
  });
});
