import { expect, it } from 'vitest';
import { failureBackoff } from '../../../../../harness/embedded/controllers/daemon-set/backoff.ts';

it('replaces the first failed pod at once, and the next ones on that node with growing delays', () => {
  let nowMs = 0;
  const { waitMs } = failureBackoff(() => nowMs);
  expect(waitMs('ds n1', 'a')).toBe(0);
  expect(waitMs('ds n1', 'b')).toBe(1_000);
  expect(waitMs('ds n2', 'c')).toBe(0);
  nowMs = 400;
  expect(waitMs('ds n1', 'b')).toBe(600);
  nowMs = 1_000;
  expect(waitMs('ds n1', 'b')).toBe(0);
  expect(waitMs('ds n1', 'd')).toBe(2_000);
});

it('resets the delay of a node that has been healthy for long', () => {
  let nowMs = 0;
  const { waitMs } = failureBackoff(() => nowMs);
  waitMs('ds n1', 'a');
  waitMs('ds n1', 'b');
  nowMs += 3_600_000;
  expect(waitMs('ds n1', 'c')).toBe(0);
});
