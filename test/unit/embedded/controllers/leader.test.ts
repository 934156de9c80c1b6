import { expect, test } from 'vitest';
import { runElection } from '../../../../harness/embedded/controllers/leader.ts';
import { eventually } from '../../../support/embedded/controllers/eventually.ts';
import { memoryApi } from '../../../support/embedded/memory-api.ts';

const timings = { leaseDurationMs: 2_000, renewDeadlineMs: 1_200, retryPeriodMs: 40 };
const lease = { namespace: 'kube-system', name: 'kube-controller-manager' };

/** Two candidates of one Lease; `away` cuts one off from the API. */
function election() {
  const leading = new Set<string>();
  const away = new Set<string>();
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
        get: async (kind, key) => reach().get(kind, key),
        create: async (kind, object) => reach().create(kind, object),
        update: async (kind, object) => reach().update(kind, object),
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
  return { api: shared, leading, away, candidate, mostAtOnce: () => most };
}

test('one leads; when it stops the other follows without waiting the lease out', async () => {
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

test('one that can not renew stops before another takes over, and comes back as a candidate', async () => {
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
