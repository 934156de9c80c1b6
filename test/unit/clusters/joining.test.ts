import { expect, onTestFinished, test, vi } from 'vitest';
import { type JoiningOptions, joinWhenHealthy } from '../../../harness/clusters/joining.ts';
import type { NodeRef } from '../../../harness/scenario/scenario.ts';

const node = (name: string): NodeRef => ({
  uid: `uid-${name}`,
  name,
  slot: { pool: 'workers', role: 'worker', ordinal: 0 },
});
const [first, second, third] = ['first', 'second', 'third'].map(node) as [NodeRef, NodeRef, NodeRef];

/** Health checks give these answers in order, then succeed. */
function joining(answers: readonly boolean[] = [], changes: Partial<JoiningOptions> = {}) {
  const left = [...answers];
  const checked: string[] = [];
  const used: string[] = [];
  const errors: unknown[] = [];
  const door = joinWhenHealthy({
    initial: [first],
    policy: { everyMs: 1, rise: 2 },
    isHealthy: async ({ name }) => {
      checked.push(name);
      return left.shift() ?? true;
    },
    follow: async (nodes) => void used.push(nodes.map(({ name }) => name).join(' ')),
    onError: (error) => errors.push(error),
    ...changes,
  });
  onTestFinished(() => door[Symbol.asyncDispose]());
  return { door, checked, used, errors };
}

test('a new node joins after as many passed checks in a row as the policy says', async () => {
  const { door, checked, used } = joining([false, true, false, true, true]);
  await door.follow([first, second]);
  expect(used).toEqual(['first']);
  await vi.waitUntil(() => used.length > 1);
  expect(used).toEqual(['first', 'first second']);
  expect(checked).toHaveLength(5);
});

test('a node that leaves is not kept by one that has yet to join', async () => {
  const { door, used } = joining([], { isHealthy: async () => false });
  await door.follow([second]);
  expect(used).toEqual(['']);
});

test('a node that left before it had joined is checked no further', async () => {
  const checks: string[] = [];
  const { door, used } = joining([], {
    isHealthy: async ({ name }) => {
      checks.push(name);
      return false;
    },
  });
  await door.follow([first, second]);
  await vi.waitUntil(() => checks.length > 1);
  await door.follow([first, third]);
  await vi.waitUntil(() => checks.at(-1) === 'third' && checks.at(-2) === 'third');
  expect(used).toEqual(['first', 'first']);
});

test('one that has joined is not checked again', async () => {
  const { door, checked, used } = joining();
  await door.follow([first, second]);
  await vi.waitUntil(() => used.length > 1);
  await door.follow([second]);
  await door.follow([first, second]);
  expect(used.slice(2)).toEqual(['second', 'first second']);
  expect(checked).toEqual(['second', 'second']);
});

test('a failure to follow is reported, and one at the end is not', async () => {
  const failure = new Error('no reload');
  let calls = 0;
  const { door, errors } = joining([], {
    follow: async () => {
      calls += 1;
      if (calls > 1) throw failure;
    },
  });
  await door.follow([first, second]);
  await vi.waitUntil(() => errors.length > 0);
  expect(errors).toEqual([failure]);
  const waiting = joining([], { policy: { everyMs: 3_600_000, rise: 2 } });
  await waiting.door.follow([first, second]);
  await waiting.door[Symbol.asyncDispose]();
  expect(waiting.errors).toEqual([]);
});
