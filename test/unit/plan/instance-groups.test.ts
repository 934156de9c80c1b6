import { expect, test } from 'vitest';
import { opensInstanceGroup } from '../../../harness/plan/instance-groups.ts';

test('finds the first node of the control planes and of each pool, also where pools alternate', () => {
  const places = [
    { role: 'control-plane', pool: 'a' },
    { role: 'control-plane', pool: 'b' },
    { role: 'worker', pool: 'web' },
    { role: 'worker', pool: 'search' },
    { role: 'worker', pool: 'web' },
  ] as const;
  expect(places.map((_, index) => opensInstanceGroup(places, index))).toEqual([
    true,
    false,
    true,
    true,
    false,
  ]);
});
