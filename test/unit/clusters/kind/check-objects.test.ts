import { expect, it } from 'vitest';
import { checkObjects } from '../../../../harness/clusters/kind/check-objects.ts';
import type { ManifestObject } from '../../../../harness/scenario/manifests.ts';
import { placed } from '../../workload/own/placed.ts';

const service = (name: string, spec: object): ManifestObject => ({
  ...{ apiVersion: 'v1', kind: 'Service', metadata: { name, namespace: 'shop' } },
  spec,
});
const scenario = {
  workload: { manifests: ['shop.yaml'] },
  load: { targets: [{ service: { namespace: 'shop', name: 'loaded', port: 80 } }] },
};
const warned = (...objects: readonly ManifestObject[]) =>
  checkObjects(placed(objects), scenario).warnings.map(({ code, message }) => [code, message.slice(0, 60)]);

it('takes every object, and warns of settings of Services that a kind cluster shows otherwise than production', () => {
  const affinity = { sessionAffinity: 'ClientIP' };
  expect(warned(service('loaded', affinity), service('other', affinity))).toEqual([
    ['service-setting-not-honoured', 'Service loaded: a kind cluster does not honour sessionAffini'],
  ]);
  expect(warned(service('other', { trafficDistribution: 'PreferClose' }))).toEqual([
    ['service-setting-not-honoured', 'Service other: a kind cluster does not honour trafficDistrib'],
  ]);
  expect(warned(service('loaded', { trafficDistribution: 'PreferSameNode' }))).toEqual([]);
  const objects = placed([{ apiVersion: 'shop.example/v1', kind: 'Basket', metadata: { name: 'x' } }]);
  expect(checkObjects(objects, scenario)).toEqual({ objects, issues: [], warnings: [] });
});

it('warns of images that nodes would have to pull', () => {
  const containers = [{ name: 'c', image: 'shop:1' }];
  const pod = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p' }, spec: { containers } };
  expect(warned(pod)).toEqual([['image-pulled', expect.stringContaining('`shop:1` is not in')]]);
});
