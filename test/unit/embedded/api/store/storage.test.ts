import { expect, test } from 'vitest';
import { resources } from '../../../../../harness/embedded/api/kinds/resources.ts';
import { storageOn } from '../../../../../harness/embedded/api/store/storage.ts';
import { createDryRun } from '../../../../../harness/embedded/api/store/store.ts';
import {
  configMap,
  create,
  deployment,
  pod,
  testStorage,
} from '../../../../support/embedded/api/test-objects.ts';

const at = (name: string) => ({ namespace: 'default', name });

test('a new object gets server-owned metadata, whatever the client sends', () => {
  const { storage } = testStorage(() => Date.parse('2026-01-02T03:04:05.678Z'));
  const { metadata } = create(storage, 'Deployment', deployment('web', { uid: 'mine', generation: 7 }));
  expect(metadata).toEqual({
    name: 'web',
    namespace: 'default',
    uid: expect.stringMatching(/^[0-9a-f-]{36}$/),
    resourceVersion: expect.stringMatching(/^\d+$/),
    creationTimestamp: '2026-01-02T03:04:05Z',
    generation: 1,
  });
});

test('a name is generated from generateName in the alphabet of Kubernetes, within the maximum length', () => {
  const { storage } = testStorage();
  const made = Array.from({ length: 50 }, () =>
    create(storage, 'Pod', pod('', { metadata: { generateName: 'web-' } })),
  );
  const names = made.map(({ metadata }) => metadata.name);
  for (const name of names) expect(name).toMatch(/^web-[bcdfghjklmnpqrstvwxz2456789]{5}$/);
  expect(new Set(names).size).toBe(50);
  const long = create(storage, 'Pod', pod('', { metadata: { generateName: `${'a'.repeat(80)}-` } }));
  expect(long.metadata.name).toHaveLength(63);
});

test('an existing or a missing object is reported in the words of the real server', () => {
  const { storage } = testStorage();
  create(storage, 'Deployment', deployment('web'));
  expect(() => create(storage, 'Deployment', deployment('web'))).toThrow(
    expect.objectContaining({
      code: 409,
      reason: 'AlreadyExists',
      message: 'deployments.apps "web" already exists',
    }),
  );
  expect(() => storage.get('Pod', at('web'))).toThrow(
    expect.objectContaining({
      code: 404,
      reason: 'NotFound',
      message: 'pods "web" not found',
      details: { name: 'web', kind: 'pods' },
    }),
  );
});

test('an update from an older version is a conflict, one without a version is not', () => {
  const { storage } = testStorage();
  const first = create(storage, 'Deployment', deployment('web'));
  const paused = storage.update('Deployment', at('web'), (current) => ({
    ...current,
    metadata: { ...current.metadata, labels: { a: 'b' } },
  }));
  expect(paused.metadata.labels).toEqual({ a: 'b' });
  expect(() => storage.update('Deployment', at('web'), () => first)).toThrow(
    expect.objectContaining({
      code: 409,
      reason: 'Conflict',
      message:
        'Operation cannot be fulfilled on deployments.apps "web": the object has been modified; please apply your changes to the latest version and try again',
    }),
  );
  const { resourceVersion: _, ...unversioned } = first.metadata;
  const back = storage.update('Deployment', at('web'), () => ({
    ...first,
    metadata: { ...unversioned, resourceVersion: '' },
  }));
  expect(back.metadata.labels).toBeUndefined();
});

test('an update that changes nothing uses no version', () => {
  const { store, storage } = testStorage();
  const stored = create(storage, 'ConfigMap', { ...configMap('a'), data: { a: '1', b: '2' } });
  const before = store.version();
  const same = storage.update('ConfigMap', at('a'), (current) => ({ ...current, data: { b: '2', a: '1' } }));
  expect(same).toBe(stored);
  expect(store.version()).toBe(before);
});

test('generation counts changes of the spec only', () => {
  const { storage } = testStorage();
  create(storage, 'Deployment', deployment('web'));
  const labelled = storage.update('Deployment', at('web'), (one) => ({
    ...one,
    metadata: { ...one.metadata, labels: { a: 'b' }, generation: 9 },
    status: { replicas: 1 },
  }));
  expect(labelled.metadata.generation).toBe(1);
  const scaled = storage.update('Deployment', at('web'), (one) => ({
    ...one,
    spec: { ...(one.spec as NonNullable<typeof one.spec>), replicas: 5 },
  }));
  expect(scaled.metadata.generation).toBe(2);
});

test('a stored object is immutable', () => {
  const { storage } = testStorage();
  const stored = create(storage, 'Deployment', deployment('web'));
  expect(() => {
    Object.assign(stored.spec?.template.spec?.containers[0] ?? {}, { image: 'other' });
  }).toThrow(TypeError);
});

test('a namespace that is missing or being deleted accepts no new objects', () => {
  const { storage } = testStorage();
  expect(() => create(storage, 'ConfigMap', configMap('a', { namespace: 'x' }))).toThrow(
    expect.objectContaining({ code: 404, message: 'namespaces "x" not found' }),
  );
  create(storage, 'Namespace', { metadata: { name: 'x' } });
  storage.delete('Namespace', { name: 'x' }, {});
  expect(() => create(storage, 'ConfigMap', configMap('a', { namespace: 'x' }))).toThrow(
    expect.objectContaining({
      code: 403,
      reason: 'Forbidden',
      message:
        'configmaps "a" is forbidden: unable to create new content in namespace x because it is being terminated',
    }),
  );
});

test('a dry run responds as if it had stored, and stores nothing', () => {
  const { store } = testStorage();
  const storage = storageOn(createDryRun(store), resources);
  const before = store.version();
  expect(create(storage, 'ConfigMap', configMap('a')).metadata.name).toBe('a');
  expect(store.version()).toBe(before);
  expect(() => storage.get('ConfigMap', at('a'))).toThrow(expect.objectContaining({ code: 404 }));
});

test('only the newest events are kept', () => {
  const { store, storage } = testStorage();
  const event = (name: string) => ({
    metadata: { name, namespace: 'default' },
    involvedObject: { namespace: 'default' },
  });
  for (let index = 0; index < 1_005; index++) create(storage, 'Event', event(`e${index}`));
  const names = store.all('Event').map(({ metadata }) => metadata.name);
  expect(names).toHaveLength(1_000);
  expect(names).not.toContain('e4');
  expect(names).toContain('e1004');
});
