import fc from 'fast-check';
import { expect, test } from 'vitest';
import { resources } from '../../../../../harness/embedded/api/kinds/resources.ts';
import { selects } from '../../../../../harness/embedded/api/selection.ts';
import type { StoreChange } from '../../../../../harness/embedded/api/store/store.ts';
import { openWatchCache } from '../../../../../harness/embedded/api/store/watch-cache.ts';
import { selectedEvent } from '../../../../../harness/embedded/api/watch.ts';
import type { ConfigMap } from '../../../../../harness/embedded/objects.ts';
import { configMap, create, testStorage } from '../../../../support/embedded/api/test-objects.ts';

/** An operation on one of a few objects: stored with that colour, or deleted. */
const action = fc.record({
  name: fc.constantFrom('a', 'b', 'c'),
  colour: fc.option(fc.constantFrom('red', 'blue')),
});
const actions = fc.array(action, { minLength: 1, maxLength: 40 });

function cluster() {
  const { store, storage } = testStorage();
  const act = ({ name, colour }: { name: string; colour: string | null }) => {
    const key = { namespace: 'default', name };
    const isThere = store.get('ConfigMap', key) !== undefined;
    if (colour === null) isThere && storage.delete('ConfigMap', key, {});
    else if (!isThere) create(storage, 'ConfigMap', configMap(name, { labels: { colour } }));
    else
      storage.update('ConfigMap', key, (one) => ({
        ...one,
        metadata: { ...one.metadata, labels: { colour } },
      }));
  };
  return { store, storage, act };
}

const follow = (cache: ReturnType<typeof openWatchCache>, version: number) => {
  const seen: StoreChange[] = [];
  const stop = cache.follow('ConfigMap', version, (change) => seen.push(change));
  return { seen, stop };
};

test('a watcher that resumes anywhere sees exactly the changes after it, each once and in order', () => {
  fc.assert(
    fc.property(actions, actions, fc.nat(), (before, after, from) => {
      const { store, act } = cluster();
      using cache = openWatchCache(store);
      const start = store.version();
      const all = follow(cache, start);
      before.forEach(act);
      const version = start + (from % (store.version() - start + 1));
      const resumed = follow(cache, version);
      after.forEach(act);
      expect(resumed.seen).toEqual(all.seen.filter((change) => change.version > version));
      resumed.stop();
      const count = resumed.seen.length;
      after.forEach(act);
      expect(resumed.seen).toHaveLength(count);
    }),
  );
});

test('a list and the events after it, through a selector, add up to the current list', () => {
  const selection = { labelSelector: 'colour=red' };
  const isSelected = selects(resources.ConfigMap, selection);
  fc.assert(
    fc.property(actions, actions, (before, after) => {
      const { store, storage, act } = cluster();
      using cache = openWatchCache(store);
      before.forEach(act);
      const list = storage.list('ConfigMap', selection);
      const known = new Map(list.items.map((one) => [one.metadata.name, one]));
      const watched = follow(cache, Number(list.resourceVersion));
      after.forEach(act);
      for (const change of watched.seen)
        apply(known, selectedEvent(change as StoreChange<'ConfigMap'>, isSelected));
      const names = [...known.keys()].toSorted().map((name) => known.get(name));
      expect(names).toEqual(storage.list('ConfigMap', selection).items);
    }),
  );
});

/** Maintains a client's copy; an event that does not fit it is an error. */
function apply(known: Map<string, ConfigMap>, event: ReturnType<typeof selectedEvent<'ConfigMap'>>) {
  if (event === null) return;
  const { name, labels } = event.object.metadata;
  expect(known.has(name)).toBe(event.type !== 'ADDED');
  expect(labels?.colour).toBe('red');
  if (event.type === 'DELETED') known.delete(name);
  else known.set(name, event.object);
}

test('a cache has no changes from before its start, and drops the oldest ones', () => {
  const { store, act } = cluster();
  act({ name: 'a', colour: 'red' });
  using cache = openWatchCache(store);
  const start = store.version();
  expect(() => follow(cache, start - 1)).toThrow(
    expect.objectContaining({
      code: 410,
      reason: 'Expired',
      message: `too old resource version: ${start - 1} (${start})`,
    }),
  );
  expect(follow(cache, start).seen).toEqual([]);
  for (let count = 0; count < 600; count++) act({ name: 'a', colour: count % 2 === 0 ? 'blue' : 'red' });
  expect(() => follow(cache, start)).toThrow(expect.objectContaining({ code: 410 }));
  expect(follow(cache, store.version() - 500).seen).toHaveLength(500);
});

test('changes of one kind do not displace those of another', () => {
  const { store, storage, act } = cluster();
  using cache = openWatchCache(store);
  const start = store.version();
  create(storage, 'Lease', { metadata: { name: 'l', namespace: 'default' }, spec: {} });
  for (let count = 0; count < 600; count++) act({ name: 'a', colour: count % 2 === 0 ? 'blue' : 'red' });
  const seen: StoreChange[] = [];
  cache.follow('Lease', start, (change) => seen.push(change));
  expect(seen).toHaveLength(1);
});
