import { expect, it } from 'vitest';
import { formatHeldLine } from '../../../harness/rehearsal/held-line.ts';

it('says while an eviction is held which pod, how long, the budgets with their numbers, and what is not ready', () => {
  const held = {
    type: 'eviction-held',
    ...{ step: 1, namespace: 'shop', pod: 'web-1', uid: 'u', node: 'worker-1' },
    sinceUs: 12_000_000,
    budgets: [{ name: 'web', allowed: 0, healthy: 2, desired: 2, expected: 3 }],
    reasons: ['pod shop/web-2: 0/3 nodes are available: insufficient cpu'],
  } as const;
  expect(formatHeldLine(held, 17_000_000)).toBe(
    'pod shop/web-1 on worker-1 could not be evicted for 5 s; budget shop/web allows 0 disruptions now (2 of 3 pods are healthy, 2 must be); not ready: pod shop/web-2: 0/3 nodes are available: insufficient cpu',
  );
});
