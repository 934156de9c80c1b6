import { expect, it } from 'vitest';
import { sortByCreation } from '../../../../harness/workload/own/creation-order.ts';
import { placed } from '../../../support/workload/placed.ts';

it('creates first what admission of the others needs, and webhooks last; otherwise in the order of the manifests', () => {
  const kinds = [
    ...['ValidatingWebhookConfiguration', 'Pod', 'Basket', 'Deployment', 'ConfigMap', 'Service'],
    ...['ServiceAccount', 'PriorityClass', 'CustomResourceDefinition', 'Namespace'],
  ];
  const objects = placed(kinds.map((kind) => ({ apiVersion: 'v1', kind, metadata: { name: 'x' } })));
  expect(sortByCreation(objects).map(({ object }) => object.kind)).toEqual([
    ...['Namespace', 'CustomResourceDefinition', 'PriorityClass', 'ServiceAccount', 'ConfigMap', 'Service'],
    ...['Pod', 'Basket', 'Deployment', 'ValidatingWebhookConfiguration'],
  ]);
});
