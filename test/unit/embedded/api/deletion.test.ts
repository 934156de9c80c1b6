import { expect, test } from 'vitest';
import type { Storage } from '../../../../harness/embedded/api/resource.ts';
import {
  configMap,
  create,
  deployment,
  pod,
  testStorage,
} from '../../../support/embedded/api/test-objects.ts';

const at = (name: string) => ({ namespace: 'default', name });
const isThere = (storage: Storage, kind: 'Pod' | 'ConfigMap' | 'Deployment', name: string) =>
  storage.list(kind, {}).items.some(({ metadata }) => metadata.name === name);
const start = Date.parse('2026-01-01T00:00:00Z');

test('a bound pod is marked for its kubelet, which then deletes it with a grace of 0', () => {
  const { storage } = testStorage(() => start);
  create(storage, 'Pod', pod('web', { spec: { nodeName: 'n1', terminationGracePeriodSeconds: 45 } }));
  const { metadata } = storage.delete('Pod', at('web'), {});
  expect(metadata).toMatchObject({
    deletionTimestamp: '2026-01-01T00:00:45Z',
    deletionGracePeriodSeconds: 45,
    generation: 2,
  });
  expect(storage.delete('Pod', at('web'), {})).toBe(storage.get('Pod', at('web')));
  storage.delete('Pod', at('web'), { gracePeriodSeconds: 0 });
  expect(isThere(storage, 'Pod', 'web')).toBe(false);
});

test('a second delete may shorten the grace, and never lengthen it', () => {
  const { storage } = testStorage(() => start);
  create(storage, 'Pod', pod('web', { spec: { nodeName: 'n1' } }));
  storage.delete('Pod', at('web'), { gracePeriodSeconds: 30 });
  expect(storage.delete('Pod', at('web'), { gracePeriodSeconds: 10 }).metadata).toMatchObject({
    deletionTimestamp: '2026-01-01T00:00:10Z',
    deletionGracePeriodSeconds: 10,
  });
  const longer = storage.delete('Pod', at('web'), { gracePeriodSeconds: 60 });
  expect(longer.metadata.deletionGracePeriodSeconds).toBe(10);
});

test.each([
  ['is not bound', {}, undefined],
  ['has succeeded', { nodeName: 'n1' }, 'Succeeded'],
  ['has failed', { nodeName: 'n1' }, 'Failed'],
])('a pod that %s is removed at once', (_how, spec, phase) => {
  const { storage } = testStorage();
  create(storage, 'Pod', pod('web', { spec }));
  if (phase) storage.update('Pod', at('web'), (one) => ({ ...one, status: { ...one.status, phase } }));
  storage.delete('Pod', at('web'), {});
  expect(isThere(storage, 'Pod', 'web')).toBe(false);
});

test('a finalizer holds a deleted object, and no new one may be added', () => {
  const { storage } = testStorage(() => start);
  create(storage, 'ConfigMap', configMap('a', { finalizers: ['example.com/keep'] }));
  const marked = storage.delete('ConfigMap', at('a'), {});
  expect(marked.metadata).toMatchObject({
    deletionTimestamp: '2026-01-01T00:00:00Z',
    deletionGracePeriodSeconds: 0,
  });
  const finalizers = (list: string[]) =>
    storage.update('ConfigMap', at('a'), (one) => ({
      ...one,
      metadata: { ...one.metadata, finalizers: list },
    }));
  expect(() => finalizers(['example.com/keep', 'example.com/other'])).toThrow(
    expect.objectContaining({
      code: 422,
      message: expect.stringContaining('no new finalizers can be added'),
    }),
  );
  finalizers([]);
  expect(isThere(storage, 'ConfigMap', 'a')).toBe(false);
});

test('a pod with a finalizer stays after its kubelet is done, until the finalizer is removed', () => {
  const { storage } = testStorage();
  create(
    storage,
    'Pod',
    pod('web', { metadata: { finalizers: ['example.com/keep'] }, spec: { nodeName: 'n1' } }),
  );
  storage.delete('Pod', at('web'), {});
  const done = storage.delete('Pod', at('web'), { gracePeriodSeconds: 0 });
  expect(done.metadata.deletionGracePeriodSeconds).toBe(0);
  storage.update('Pod', at('web'), ({ metadata: { finalizers: _, ...metadata }, ...one }) => ({
    ...one,
    metadata,
  }));
  expect(isThere(storage, 'Pod', 'web')).toBe(false);
});

test.each([
  ['Foreground', 'foregroundDeletion'],
  ['Orphan', 'orphan'],
] as const)(
  '%s leaves the object to the garbage controller, by a finalizer',
  (propagationPolicy, finalizer) => {
    const { storage } = testStorage();
    create(storage, 'Deployment', deployment('web'));
    const marked = storage.delete('Deployment', at('web'), { propagationPolicy });
    expect(marked.metadata).toMatchObject({ finalizers: [finalizer], deletionTimestamp: expect.any(String) });
    expect(isThere(storage, 'Deployment', 'web')).toBe(true);
  },
);

test('Background is the default, and needs no finalizer', () => {
  const { storage } = testStorage();
  create(storage, 'Deployment', deployment('web'));
  storage.delete('Deployment', at('web'), {});
  expect(isThere(storage, 'Deployment', 'web')).toBe(false);
});

test('a delete with a precondition on another object or version is a conflict', () => {
  const { storage } = testStorage();
  const { metadata } = create(storage, 'ConfigMap', configMap('a'));
  expect(() => storage.delete('ConfigMap', at('a'), { uid: 'other' })).toThrow(
    expect.objectContaining({
      code: 409,
      message: `Operation cannot be fulfilled on configmaps "a": Precondition failed: UID in precondition: other, UID in object meta: ${metadata.uid}`,
    }),
  );
  storage.delete('ConfigMap', at('a'), { uid: metadata.uid });
  expect(isThere(storage, 'ConfigMap', 'a')).toBe(false);
});

test('a namespace is Terminating until its controller has finalized it; the default one stays', () => {
  const { storage } = testStorage();
  create(storage, 'Namespace', { metadata: { name: 'x' } });
  const marked = storage.delete('Namespace', { name: 'x' }, {});
  expect(marked).toMatchObject({
    metadata: { deletionTimestamp: expect.any(String) },
    spec: { finalizers: ['kubernetes'] },
    status: { phase: 'Terminating' },
  });
  expect(storage.delete('Namespace', { name: 'x' }, {})).toBe(marked);
  storage.update('Namespace', { name: 'x' }, (one) => ({ ...one, spec: { finalizers: [] } }));
  expect(() => storage.get('Namespace', { name: 'x' })).toThrow(expect.objectContaining({ code: 404 }));
  expect(() => storage.delete('Namespace', { name: 'default' }, {})).toThrow(
    expect.objectContaining({
      code: 403,
      message: 'namespaces "default" is forbidden: this namespace may not be deleted',
    }),
  );
});
