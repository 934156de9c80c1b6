import { expect, test } from 'vitest';
import type { JournalEntry, JournalRecord, RolloutState } from '../../../harness/journal/records.ts';
import { foldTimeline } from '../../../harness/timeline/timeline.ts';

const at = (atUs: number, entry: JournalEntry): JournalRecord => ({ atUs, ...entry });
const workload = at(1, {
  type: 'workload',
  rollouts: [{ kind: 'StatefulSet', namespace: 'shop', name: 'carts' }],
  targets: [{ name: 'carts', namespace: 'shop', service: 'rehearse-carts' }],
});
const rollout = (atUs: number, ready: number, of: Partial<RolloutState> = {}): JournalRecord =>
  at(atUs, {
    type: 'rollout',
    change: 'modified',
    rollout: {
      ...{ kind: 'StatefulSet', namespace: 'shop', name: 'carts', generation: 1, observedGeneration: 1 },
      ...{ desired: 3, updated: 3, ready, available: ready },
      ...of,
    },
  });
const noEndpoints = (atUs: number, namespace: string, service: string): JournalRecord =>
  at(atUs, { type: 'endpoints', namespace, service, slice: service, change: 'modified', endpoints: [] });

test("what is journaled of a user's own workload is unready, and what is rolled in addition is not", () => {
  const { unready } = foldTimeline([
    workload,
    rollout(2, 2),
    rollout(2, 0, { name: 'stranger' }),
    rollout(2, 0, { kind: 'Deployment', namespace: 'rehearse', name: 'web' }),
    rollout(5, 3),
  ]);
  expect(unready.map(({ subject, fromUs, toUs }) => [subject, fromUs, toUs])).toEqual([
    ['StatefulSet shop/carts', 2, 5],
  ]);
});

test("only a target's own Service can be without endpoints", () => {
  const { emptyServices } = foldTimeline([
    workload,
    noEndpoints(2, 'shop', 'rehearse-carts'),
    noEndpoints(2, 'shop', 'carts'),
    noEndpoints(2, 'rehearse', 'web'),
  ]);
  expect(emptyServices.map(({ namespace, service }) => `${namespace}/${service}`)).toEqual([
    'shop/rehearse-carts',
  ]);
});
