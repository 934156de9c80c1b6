import { describe, expect, it } from 'vitest';
import { resources } from '../../../../../harness/embedded/api/kinds/resources.ts';
import type { Kind, Kinds, Service } from '../../../../../harness/embedded/objects.ts';
import { container, deployment, pod, service } from '../../../../support/embedded/api/manifests.ts';
import { testStorage } from '../../../../support/embedded/api/test-objects.ts';

type Sent = { readonly metadata: object; readonly data?: object };

function newCluster() {
  const { storage } = testStorage();
  const cluster = { storage, range: 7 };
  const inDefault = (sent: Sent) => ({
    ...sent,
    metadata: { ...sent.metadata, namespace: 'default' },
  });
  return {
    create<K extends Kind>(kind: K, sent: Sent): Kinds[K] {
      const object = resources[kind].admit(inDefault(sent));
      return storage.create(kind, resources[kind].beforeCreate(object, cluster));
    },
    update<K extends Kind>(kind: K, before: Kinds[K], sent: Sent): Kinds[K] {
      return resources[kind].update(before, resources[kind].admit(inDefault(sent)), cluster);
    },
  };
}

const withSpec = <T extends { spec: object }>(object: T, spec: object) => ({
  ...object,
  spec: { ...object.spec, ...spec },
});
const named = <T extends { metadata: object }>(object: T, name: string) => ({
  ...object,
  metadata: { ...object.metadata, name },
});

describe('an update', () => {
  it('can’t change a selector', () => {
    const { create, update } = newCluster();
    const before = create('Deployment', deployment);
    const labels = { app: 'web', tier: 'front' };
    const changed = withSpec(deployment, {
      selector: { matchLabels: labels },
      template: { ...deployment.spec.template, metadata: { labels } },
    });
    expect(() => update('Deployment', before, changed)).toThrow(
      'Deployment.apps "web" is invalid: spec.selector: Invalid value: {"matchLabels":{"app":"web","tier":"front"}}: field is immutable',
    );
  });

  it('of a pod can change its image, its labels and add tolerations', () => {
    const { create, update } = newCluster();
    const sent = pod('web', 'worker-1');
    const before = create('Pod', sent);
    const { tolerations = [] } = before.spec ?? {};
    const more = [...tolerations, { key: 'a', operator: 'Exists' }];
    const change = (spec: object) => update('Pod', before, withSpec(sent, { tolerations, ...spec }));
    expect(change({ tolerations: more }).spec?.tolerations).toEqual(more);
    expect(change({ containers: [{ ...container, image: 'newer' }] }).spec?.containers[0]?.image).toBe(
      'newer',
    );
    expect(() => change({ nodeName: 'worker-2' })).toThrow('pod updates may not change fields other than');
    expect(() => change({ tolerations: [] })).toThrow('existing toleration can not be modified');
  });

  it('keeps the status', () => {
    const { create, update } = newCluster();
    const before = create('Pod', pod('web', 'worker-1'));
    const { tolerations } = before.spec ?? {};
    const sent = { ...withSpec(pod('web', 'worker-1'), { tolerations }), status: { phase: 'Failed' } };
    expect(update('Pod', before, sent).status).toEqual(before.status);
  });

  it('of a fixed config map is refused', () => {
    const { create, update } = newCluster();
    const sent = { metadata: { name: 'fixed' }, data: { a: '1' }, immutable: true };
    const before = create('ConfigMap', sent);
    expect(() => update('ConfigMap', before, { ...sent, data: { a: '2' } })).toThrow(
      'data: Forbidden: field is immutable when `immutable` is set',
    );
  });
});

describe('a Secret', () => {
  it('is written as text or base64, and stored as base64', () => {
    const { create } = newCluster();
    const sent = { metadata: { name: 'a' }, data: { one: 'eA==' }, stringData: { two: 'y' } };
    const stored = create('Secret', sent);
    expect(stored).toMatchObject({ type: 'Opaque', data: { one: 'eA==', two: 'eQ==' } });
    expect(stored).not.toHaveProperty('stringData');
    expect(() => create('Secret', { metadata: { name: 'b' }, data: { one: 'x' } })).toThrow('illegal base64');
  });

  it('cannot change when it is immutable; its type never changes', () => {
    const { create, update } = newCluster();
    const sent = { metadata: { name: 'fixed' }, data: { a: 'eA==' }, immutable: true };
    const before = create('Secret', sent);
    expect(() => update('Secret', before, { ...sent, data: { a: 'eQ==' } })).toThrow('data: Forbidden');
    const other = { ...sent, type: 'kubernetes.io/tls' };
    expect(() => update('Secret', before, other)).toThrow('type: Invalid');
  });
});

describe('addresses of Services', () => {
  const addresses = ({ spec }: Service) => [
    spec?.clusterIP,
    ...(spec?.ports ?? []).map(({ nodePort }) => nodePort),
  ];

  it('are the first free ones', () => {
    const { create } = newCluster();
    expect(addresses(create('Service', service))).toEqual(['127.7.255.1', 30_000]);
    expect(addresses(create('Service', named(service, 'other')))).toEqual(['127.7.255.2', 30_001]);
    const wanted = withSpec(named(service, 'wanted'), {
      clusterIP: '127.7.255.9',
      ports: [{ port: 80, nodePort: 30_500 }],
    });
    expect(addresses(create('Service', wanted))).toEqual(['127.7.255.9', 30_500]);
    const headless = withSpec(named(service, 'headless'), { type: 'ClusterIP', clusterIP: 'None' });
    expect(create('Service', headless).spec).toMatchObject({ clusterIP: 'None', clusterIPs: ['None'] });
  });

  it('are unique and within their range', () => {
    const { create } = newCluster();
    create('Service', service);
    const other = (spec: object) => () => create('Service', withSpec(named(service, 'other'), spec));
    expect(other({ ports: [{ port: 80, nodePort: 30_000 }] })).toThrow(
      'spec.ports[0].nodePort: Invalid value: 30000: provided port is already allocated',
    );
    expect(other({ ports: [{ port: 80, nodePort: 80 }] })).toThrow(
      'provided port is not in the valid range. The range of valid ports is 30000-32767',
    );
    expect(other({ clusterIP: '127.7.255.1' })).toThrow('provided IP is already allocated');
    expect(other({ clusterIP: '10.0.0.1' })).toThrow('is not in the valid range');
  });

  it('are kept by updates that omit them', () => {
    const { create, update } = newCluster();
    const before = create('Service', withSpec(service, { ports: [{ name: 'http', port: 80 }] }));
    const both = [
      { name: 'admin', port: 81 },
      { name: 'http', port: 8080 },
    ];
    expect(addresses(update('Service', before, withSpec(service, { ports: both })))).toEqual([
      '127.7.255.1',
      30_001,
      30_000,
    ]);
    const closed = withSpec(service, { type: 'ClusterIP', ports: [{ port: 80 }] });
    expect(addresses(update('Service', before, closed))).toEqual(['127.7.255.1', undefined]);
    expect(() => update('Service', before, withSpec(service, { clusterIP: '127.7.255.7' }))).toThrow(
      'spec.clusterIPs[0]: Invalid value: ["127.7.255.7"]: may not change once set',
    );
  });
});
