import { expect, test } from 'vitest';
import type { RecordOf } from '../../../harness/journal/records.ts';
import { listHeldSince } from '../../../harness/timeline/held-evictions.ts';

type Eviction = RecordOf<'eviction'>;

const eviction = (atUs: number, uid: string, result: Eviction['result']): Eviction => ({
  ...{ atUs, type: 'eviction', step: 0, namespace: 'app', pod: uid, uid, node: 'worker', result },
});

const held = (evictions: readonly Eviction[], untilUs = 100) =>
  listHeldSince({ evictions }, untilUs).map(({ uid, atUs }) => `${uid} since ${atUs}`);

test('a pod is held since its first eviction that was not accepted', () => {
  expect(
    held([eviction(1, 'a', 'blocked'), eviction(2, 'b', 'refused'), eviction(3, 'a', 'blocked')]),
  ).toEqual(['a since 1', 'b since 2']);
});

test('one that was evicted, or whose drain has ended, is not', () => {
  expect(held([eviction(1, 'a', 'blocked'), eviction(3, 'a', 'accepted')])).toEqual([]);
  expect(held([eviction(1, 'a', 'blocked'), eviction(3, 'a', 'timed-out')])).toEqual([]);
});

test('counts anew in the drain of another node', () => {
  expect(
    held([eviction(1, 'a', 'blocked'), eviction(3, 'a', 'timed-out'), eviction(9, 'a', 'blocked')]),
  ).toEqual(['a since 9']);
});

test('is left out where it has not been held for that long', () => {
  expect(held([eviction(50, 'a', 'blocked')], 49)).toEqual([]);
});
