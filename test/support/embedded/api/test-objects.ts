import { resources } from '../../../../harness/embedded/api/kinds/resources.ts';
import type { Storage } from '../../../../harness/embedded/api/resource.ts';
import { storageOn } from '../../../../harness/embedded/api/store/storage.ts';
import { openStore, type Store } from '../../../../harness/embedded/api/store/store.ts';
import type { Kind, Kinds } from '../../../../harness/embedded/objects.ts';

const range = 77;

/** A separate storage with the namespace `default`. */
export function testStorage(now?: () => number): { store: Store; storage: Storage } {
  const store = openStore();
  const storage = storageOn(store, resources, now);
  create(storage, 'Namespace', { metadata: { name: 'default' } });
  return { store, storage };
}

/** As a POST creates. */
export function create<K extends Kind>(storage: Storage, kind: K, sent: object): Kinds[K] {
  const resource = resources[kind];
  return storage.create(
    kind,
    resource.beforeCreate(resource.admit(sent) as Kinds[K], { storage, range }) as Kinds[K],
  );
}

export const configMap = (name: string, more: object = {}) => ({
  metadata: { name, namespace: 'default', ...more },
});

export const pod = (
  name: string,
  { metadata = {}, spec = {} }: { metadata?: object; spec?: object } = {},
) => ({
  metadata: { name, namespace: 'default', ...metadata },
  spec: { containers: [{ name: 'web', image: 'web' }], ...spec },
});

export const deployment = (name: string, metadata: object = {}) => ({
  metadata: { name, namespace: 'default', ...metadata },
  spec: {
    replicas: 1,
    selector: { matchLabels: { app: name } },
    template: { metadata: { labels: { app: name } }, spec: { containers: [{ name: 'web', image: 'web' }] } },
  },
});
