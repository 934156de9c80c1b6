import { expect, it } from 'vitest';
import { checkObjects } from '../../../../harness/clusters/kind/check-objects.ts';
import type { ManifestObject } from '../../../../harness/scenario/manifests.ts';
import { placed } from '../../../support/workload/placed.ts';

const service = (name: string, spec: object, annotations: Record<string, string> = {}): ManifestObject => ({
  ...{ apiVersion: 'v1', kind: 'Service', metadata: { name, namespace: 'shop', annotations } },
  spec,
});
const scenario = {
  workload: { manifests: ['shop.yaml'] },
  load: { targets: [{ service: { namespace: 'shop', name: 'loaded', port: 80 } }] },
};
const warned = (...objects: readonly ManifestObject[]) =>
  checkObjects(placed(objects), scenario).warnings.map(({ code, message }) => [code, message.slice(0, 60)]);

it('accepts every object, and warns about Service settings that behave differently on kind than in production', () => {
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

it('warns about annotations that request endpoints of the same zone, if Kubernetes observes them', () => {
  const [older, newer] = ['topology-aware-hints', 'topology-mode'].map(
    (one) => `service.kubernetes.io/${one}`,
  );
  const messages = (annotations: Record<string, string>) =>
    checkObjects(placed([service('other', {}, annotations)]), scenario).warnings.map(
      ({ message }) => message,
    );
  expect(messages({ [`${newer}`]: 'Auto' })).toEqual([
    `Service other: a kind cluster does not honour ${newer}: Auto as production does: its nodes are in no zone, so connections go to pods of every node alike`,
  ]);
  expect(messages({ [`${older}`]: 'auto' })).toEqual([expect.stringContaining(`${older}: auto`)]);
  expect(messages({ [`${older}`]: 'disabled', [`${newer}`]: 'Auto' })).toEqual([]);
  expect(messages({ [`${newer}`]: 'Disabled' })).toEqual([]);
});

it('warns about images that nodes would have to pull', () => {
  const containers = [{ name: 'c', image: 'shop:1' }];
  const pod = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p' }, spec: { containers } };
  expect(warned(pod)).toEqual([['image-pulled', expect.stringContaining('`shop:1` is not in')]]);
});
