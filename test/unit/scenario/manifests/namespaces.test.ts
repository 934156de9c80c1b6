import { expect, test } from 'vitest';
import { missingNamespaces } from '../../../../harness/scenario/manifests/namespaces.ts';

const object = (kind: string, name: string, namespace?: string) => ({
  ...{ apiVersion: 'v1', kind },
  metadata: { name, ...(namespace !== undefined && { namespace }) },
});

test('the namespaces without an object are missing, each once, except those of every cluster', () => {
  expect(
    missingNamespaces([
      object('Service', 'front', 'shop'),
      object('Service', 'dns', 'kube-system'),
      object('Service', 'cards', 'cards'),
      object('ConfigMap', 'front', 'shop'),
      object('ConfigMap', 'plain'),
      object('ConfigMap', 'stock', 'stock'),
      object('Namespace', 'stock'),
    ]),
  ).toEqual(['shop', 'cards']);
});
