import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { runElection } from '../../../../harness/embedded/controllers/leader.ts';
import { eventually } from '../../../support/embedded/controllers/eventually.ts';
import { memoryApi } from '../../../support/embedded/memory-api.ts';

const timings = { leaseDurationMs: 2_000, renewDeadlineMs: 1_200, retryPeriodMs: 40 };
/** Within the deadline; from then on a deadline would end after the Lease does. */
const lateAnswerMs = 1_000;
const lease = { namespace: 'kube-system', name: 'kube-controller-manager' };

/**
 * Two candidates of one Lease. `away` cuts one off from the API; `cutAfterRenewal` does after its next renewal, whose answer is
 * late; the first read of one in `slowReads` waits for that promise.
 */
function election() {
  const leading = new Set<string>();
  const away = new Set<string>();
  const cutAfterRenewal = new Set<string>();
  const slowReads = new Map<string, Promise<void>>();
  let most = 0;
  const shared = memoryApi();
  const candidate = (identity: string) => {
    const reach = () => {
      if (away.has(identity)) throw new Error('away');
      return shared;
    };
    return runElection({
      api: {
        ...shared,
        async get(kind, key) {
          const slow = slowReads.get(identity);
          slowReads.delete(identity);
          await slow;
          return reach().get(kind, key);
        },
        create: async (kind, object) => reach().create(kind, object),
        async update(kind, object) {
          const updated = await reach().update(kind, object);
          if (!cutAfterRenewal.delete(identity)) return updated;
          away.add(identity);
          await sleep(lateAnswerMs);
          return updated;
        },
      },
      lease: lease.name,
      identity,
      timings,
      signal: new AbortController().signal,
      lead: () => {
        leading.add(identity);
        most = Math.max(most, leading.size);
        return { [Symbol.asyncDispose]: async () => void leading.delete(identity) };
      },
    });
  };
  return { api: shared, leading, away, cutAfterRenewal, slowReads, candidate, mostAtOnce: () => most };
}

test('one leads; when it stops the other follows without waiting for the lease to expire', async () => {
  const { api, leading, candidate, mostAtOnce } = election();
  const first = candidate('one');
  await eventually(() => expect([...leading]).toEqual(['one']));
  await using _second = candidate('two');
  expect((await api.get('Lease', lease)).spec).toMatchObject({ holderIdentity: 'one', leaseTransitions: 0 });
  await first[Symbol.asyncDispose]();
  await eventually(() => expect([...leading]).toEqual(['two']));
  expect((await api.get('Lease', lease)).spec).toMatchObject({ holderIdentity: 'two', leaseTransitions: 1 });
  expect(mostAtOnce()).toBe(1);
});

test('a leader that cannot renew stops before another takes over, and becomes a candidate again', async () => {
  const { leading, away, candidate, mostAtOnce } = election();
  await using _first = candidate('one');
  await eventually(() => expect([...leading]).toEqual(['one']));
  const second = candidate('two');
  away.add('one');
  await eventually(() => expect([...leading]).toEqual(['two']));
  away.delete('one');
  await second[Symbol.asyncDispose]();
  await eventually(() => expect([...leading]).toEqual(['one']));
  expect(mostAtOnce()).toBe(1);
});

test('one whose renewal was answered late stops before another takes over', async () => {
  const { leading, cutAfterRenewal, candidate, mostAtOnce } = election();
  await using _first = candidate('one');
  await eventually(() => expect([...leading]).toEqual(['one']));
  await using _second = candidate('two');
  cutAfterRenewal.add('one');
  await eventually(() => expect([...leading]).toEqual(['two']));
  expect(mostAtOnce()).toBe(1);
});

test('one that ended while it waited for an answer takes the Lease no more', async () => {
  const { api, leading, slowReads, candidate } = election();
  const answered = Promise.withResolvers<void>();
  slowReads.set('one', answered.promise);
  await candidate('one')[Symbol.asyncDispose]();
  answered.resolve();
  // Whatever it would still do, it has done by then: the API is in memory.
  await sleep(1);
  await using _second = candidate('two');
  await eventually(() => expect([...leading]).toEqual(['two']));
  expect((await api.get('Lease', lease)).spec).toMatchObject({ holderIdentity: 'two', leaseTransitions: 0 });
});
