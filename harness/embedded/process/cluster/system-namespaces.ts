import { resources } from '../../api/kinds/resources.ts';
import { storageOn } from '../../api/storage.ts';
import type { Store } from '../../api/store.ts';

const names = ['default', 'kube-node-lease', 'kube-public', 'kube-system'];

/** As the real API server itself does before it is ready: without `kube-system` no controller can be elected. */
export function createSystemNamespaces(store: Store, range: number): void {
  const storage = storageOn(store, resources);
  const { admit, beforeCreate } = resources.Namespace;
  for (const name of names) {
    const sent = { apiVersion: 'v1', kind: 'Namespace', metadata: { name } };
    storage.create('Namespace', beforeCreate(admit(sent), { storage, range }));
  }
}
