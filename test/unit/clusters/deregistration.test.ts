import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { deregistration } from '../../../harness/clusters/deregistration.ts';
import type { DeregistrationPolicy } from '../../../harness/scenario/scenario.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const worker = (name: string) => ({ name, address: `10.0.0.${name}` });
const [one, two, three] = ['1', '2', '3'].map(worker) as [
  ReturnType<typeof worker>,
  ReturnType<typeof worker>,
  ReturnType<typeof worker>,
];

/** Members one and two, and what was done with the backends, in order. */
function leaving(policy: DeregistrationPolicy, fails: (backends: string) => boolean = () => false) {
  const done: string[] = [];
  const errors: unknown[] = [];
  const members = deregistration([one, two], {
    policy,
    async use(backends) {
      const names = backends.map(({ name }) => name).join(' ');
      done.push(names);
      if (fails(names)) throw new Error(names);
    },
    endConnections: async ({ name }) => void done.push(`end ${name}`),
    onError: (error) => errors.push(error),
  });
  return { members, done, errors };
}

describe('a backend that leaves', () => {
  test('gets nothing more, and keeps its connections, without lag and drain delay', async () => {
    const { members, done } = leaving({ lagMs: 0, drainDelayMs: null });
    await members.follow([two, three]);
    await vi.advanceTimersByTimeAsync(3_600_000);
    expect(done).toEqual(['2 3']);
    expect(vi.getTimerCount()).toBe(0);
  });

  test('gets new connections until its lag is over', async () => {
    const { members, done } = leaving({ lagMs: 120_000, drainDelayMs: null });
    await members.follow([two]);
    await members.follow([two, three]);
    await vi.advanceTimersByTimeAsync(119_999);
    expect(done).toEqual(['1 2', '1 2 3']);
    await vi.advanceTimersByTimeAsync(1);
    expect(done.slice(2)).toEqual(['2 3']);
    expect(vi.getTimerCount()).toBe(0);
  });

  test('loses its connections after the drain delay, which begins when it leaves', async () => {
    const { members, done } = leaving({ lagMs: 25_000, drainDelayMs: 300_000 });
    await members.follow([two]);
    await vi.advanceTimersByTimeAsync(299_999);
    expect(done).toEqual(['1 2', '2']);
    await vi.advanceTimersByTimeAsync(1);
    expect(done.slice(2)).toEqual(['end 1']);
  });

  test('gets no new connection before the others end, where both are due at once', async () => {
    const { members, done } = leaving({ lagMs: 60_000, drainDelayMs: 60_000 });
    await members.follow([two]);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(done).toEqual(['1 2', '2', 'end 1']);
  });

  test('stays if it returns', async () => {
    const { members, done } = leaving({ lagMs: 25_000, drainDelayMs: 300_000 });
    await members.follow([two]);
    await members.follow([one, two]);
    expect(vi.getTimerCount()).toBe(0);
    expect(done).toEqual(['1 2', '1 2']);
  });

  test('counts from its own time, not that of the one before', async () => {
    const { members, done } = leaving({ lagMs: 10_000, drainDelayMs: null });
    await members.follow([two]);
    await vi.advanceTimersByTimeAsync(6_000);
    await members.follow([]);
    await vi.advanceTimersByTimeAsync(4_000);
    expect(done.at(-1)).toBe('2');
    await vi.advanceTimersByTimeAsync(6_000);
    expect(done.at(-1)).toBe('');
  });

  test('has its error reported where nobody waits for the change', async () => {
    const { members, errors } = leaving({ lagMs: 1_000, drainDelayMs: null }, (names) => names === '2');
    await members.follow([two]);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(errors).toEqual([new Error('2')]);
  });

  test('is forgotten with the front door', async () => {
    const { members } = leaving({ lagMs: 1_000, drainDelayMs: 2_000 });
    await members.follow([]);
    members[Symbol.dispose]();
    expect(vi.getTimerCount()).toBe(0);
  });
});

test('backends that differ in one value only are all used', async () => {
  const used: (readonly object[])[] = [];
  const shared = [
    { ...one, target: 'web' },
    { ...one, target: 'api' },
  ];
  const members = deregistration<object>([], {
    policy: { lagMs: 0, drainDelayMs: null },
    use: async (backends) => void used.push(backends),
    endConnections: async () => {},
    onError: () => {},
  });
  await members.follow(shared);
  expect(used).toEqual([shared]);
});

test('a failed change is thrown, and does not keep the next one from being made', async () => {
  const { members, done } = leaving({ lagMs: 0, drainDelayMs: null }, (names) => names === '2');
  await expect(members.follow([two])).rejects.toThrow('2');
  await members.follow([three]);
  expect(done).toEqual(['2', '3']);
});
