import { expect, it } from 'vitest';
import { backoff } from '../../../harness/async/backoff.ts';

it('doubles with each consecutive failure, up to the maximum', () => {
  const delays = { first: 100, most: 1_000 };
  expect([0, 1, 2, 3, 4, 5_000].map((failures) => backoff(delays, failures))).toEqual([
    100, 200, 400, 800, 1_000, 1_000,
  ]);
});
