import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { clone } from '../../../../../harness/clusters/kops/clone/clone.ts';
import { findRefusal } from '../../../../../harness/clusters/kops/guard.ts';
import {
  formatObjects,
  type KopsObject,
  parseObjects,
} from '../../../../../harness/clusters/kops/kops-objects.ts';
import type { CloneSpec, ClusterSpec } from '../../../../../harness/scenario/scenario.ts';
import { cloneSpec, group, kopsSpec, production } from '../../../../support/clusters/kops/production.ts';

const name = 'rehearsal1.k8s.local';
const tags = { runId: '20261121-011512-a3f9', owner: 'someone', expires: '2026-11-21T05:15:12Z' };

const cloned = (of = production(), { cluster = {}, clone: settings = {}, as = name }: Changes = {}) =>
  clone(of, {
    ...{ name: as, stateStore: 's3://kops-state', tags },
    cluster: { ...kopsSpec, ...cluster },
    clone: { ...cloneSpec, ...settings },
  });

interface Changes {
  readonly cluster?: Partial<ClusterSpec>;
  readonly clone?: Partial<CloneSpec>;
  readonly as?: string;
}

const rowsOf = (made: ReturnType<typeof clone>) =>
  Object.fromEntries(made.fidelity.map((row) => [row.setting, [row.production, row.clone]]));

describe('a clone', () => {
  it('keeps what production has', () => {
    const { cluster, groups } = cloned();
    expect(cluster.spec).toMatchObject({
      kubernetesVersion: '1.33.13',
      networkCIDR: '172.20.0.0/16',
      networking: { cilium: { enableNodePort: true } },
      kubeProxy: { enabled: false },
      kubelet: { shutdownGracePeriod: '30s' },
      kubeAPIServer: { auditLogPath: '/var/log/audit' },
    });
    expect(groups.at(-1)).toMatchObject({ spec: { machineType: 'm5.large', image: 'ami-1' } });
  });

  it('has names, tags, volumes and a state of its own', () => {
    const { cluster, groups } = cloned();
    expect(cluster.metadata).toEqual({ name });
    expect(cluster.spec).toMatchObject({
      configBase: `s3://kops-state/${name}`,
      masterPublicName: `api.${name}`,
      cloudLabels: {
        team: 'shop',
        [`k8s.io/cluster-autoscaler/${name}`]: 'owned',
        'k8s-rehearse/run': tags.runId,
        'k8s-rehearse/owner': 'someone',
        'k8s-rehearse/expires': tags.expires,
      },
    });
    const [etcd] = cluster.spec.etcdClusters as { backups: object }[];
    expect(etcd?.backups).toEqual({ retentionDays: 7 });
    expect(groups.map(({ metadata }) => metadata)).toContainEqual({
      name: 'nodes-us-east-1a',
      labels: { 'kops.k8s.io/cluster': name },
    });
  });

  it('is let through by the guard, whatever production has of its own', () => {
    const own = {
      serviceAccountIssuerDiscovery: { discoveryStore: 's3://public/production.example.com' },
      keyStore: 's3://kops-state/production.example.com/pki',
      fileAssets: [{ name: 'motd', content: 'Welcome to production.example.com' }],
    };
    const balanced = group('web', 'Node', { externalLoadBalancers: [{ loadBalancerName: 'shop' }] });
    const made = cloned(production(own, [balanced]), {
      cluster: { pools: [{ name: 'web', nodes: 1 }] },
    });
    const scope = { stateStore: 's3://kops-state', production: 'production.example.com', clone: name };
    const input = formatObjects([made.cluster, ...made.groups]);
    expect(findRefusal({ args: ['create', '--filename=-'], input }, scope)).toBeNull();
    expect(rowsOf(made)).toMatchObject({
      serviceAccountIssuerDiscovery: [expect.any(String), 'left out'],
      'instance group web: externalLoadBalancers': [expect.any(String), 'left out'],
    });
  });

  it.each([
    [{ encryptionConfig: true }, 'encryptionConfig', ['encryptionconfig']],
    [
      { networking: { cilium: { enableEncryption: true } } },
      'networking.cilium.enableEncryption',
      ['ciliumpassword'],
    ],
    [
      { networking: { cilium: { enableEncryption: true, encryptionType: 'ipsec' } } },
      'networking.cilium.enableEncryption',
      ['ciliumpassword'],
    ],
    [{ networking: { weave: {} } }, 'networking.weave: password', []],
  ])('keeps %j, and needs secrets of its own for it', (spec, setting, secrets) => {
    const made = cloned(production(spec));
    expect(made.cluster.spec).toMatchObject(spec);
    expect(made.secrets).toEqual(secrets);
    expect(rowsOf(made)).toHaveProperty([setting]);
  });

  it.each([
    [{ encryptionConfig: false }],
    [{ networking: { cilium: { enableEncryption: true, encryptionType: 'wireguard' } } }],
    [{ networking: { cilium: { enableEncryption: false } } }],
  ])('needs no secret for %j', (spec) => {
    expect(cloned(production(spec)).secrets).toEqual([]);
  });

  it('has the counts of the scenario, and says what it left out', () => {
    const made = cloned();
    const counts = made.groups.map(({ metadata, spec }) => [metadata.name, spec.minSize, spec.maxSize]);
    expect(counts).toEqual([
      ['control-plane-us-east-1a', 1, 1],
      ['control-plane-us-east-1b', 1, 1],
      ['control-plane-us-east-1c', 1, 1],
      ['nodes-us-east-1a', 2, 2],
    ]);
    expect(rowsOf(made)).toMatchObject({
      name: ['production.example.com', name],
      'instance group nodes-us-east-1a': ['3 to 9 nodes', '2 nodes'],
      'instance group gpu': ['2 nodes', 'left out'],
      'instance group bastions': ['1 nodes', 'left out'],
    });
  });

  it('has a DNS name of production’s zone where its name is one', () => {
    const made = cloned(production(), { as: 'rehearsal.example.com' });
    expect(made.cluster.spec).toMatchObject({
      dnsZone: 'Z1',
      topology: { dns: { type: 'Public' } },
      api: { dns: {} },
      masterPublicName: 'api.rehearsal.example.com',
    });
    expect(cloned().cluster.spec).toMatchObject({
      topology: { dns: { type: 'None' } },
      api: { loadBalancer: { class: 'Network', type: 'Public' } },
    });
    expect(cloned().cluster.spec.dnsZone).toBeUndefined();
    expect(rowsOf(cloned())).toMatchObject({
      dnsZone: ['Z1', 'left out'],
      'topology.dns.type': ['Public', 'None'],
    });
  });
});

describe('fewer control planes than production', () => {
  it('are refused', () => {
    expect(() => cloned(production(), { cluster: { controlPlanes: 1 } })).toThrow(
      /three the API is away.*fewerControlPlanes: accept/,
    );
  });

  it('are made where the scenario accepts what is not shown then, with as many members of etcd', () => {
    const made = cloned(production(), {
      cluster: { controlPlanes: 1 },
      clone: { fewerControlPlanes: 'accept' },
    });
    const etcd = made.cluster.spec.etcdClusters as { etcdMembers: { instanceGroup: string }[] }[];
    expect(etcd.map(({ etcdMembers }) => etcdMembers.map((one) => one.instanceGroup))).toEqual([
      ['control-plane-us-east-1a'],
      ['control-plane-us-east-1a'],
    ]);
    expect(made.fidelity).toContainEqual({
      ...{ setting: 'control planes', production: '3', clone: '1' },
      why: expect.stringContaining('stay available during the roll is not shown'),
    });
  });

  it('are no loss where production has one', () => {
    const single = production();
    const groups = single.groups.filter(({ metadata }) => !/-1[bc]$/.test(metadata.name));
    expect(cloned({ ...single, groups }, { cluster: { controlPlanes: 1 } }).groups).toHaveLength(2);
    expect(() => cloned({ ...single, groups })).toThrow(/has 1 groups of control planes.*is 3/);
  });
});

describe('a network', () => {
  const inNetwork = {
    networkID: 'vpc-1',
    subnets: [{ name: 'us-east-1a', zone: 'us-east-1a', type: 'Private', id: 'subnet-1', egress: 'nat-1' }],
  };
  const small = production(inNetwork);
  const groups = small.groups.filter(({ metadata }) => !/-1[bc]$|gpu/.test(metadata.name));
  const one = { ...small, groups };
  const counts = { controlPlanes: 1 };

  it('of its own has nothing of production’s', () => {
    const made = cloned(one, { cluster: counts });
    expect(made.cluster.spec.networkID).toBeUndefined();
    expect(made.cluster.spec.subnets).toEqual([{ name: 'us-east-1a', zone: 'us-east-1a', type: 'Private' }]);
    expect(rowsOf(made)).toMatchObject({
      networkID: ['vpc-1', 'a network of its own'],
      'subnet us-east-1a: egress': ['nat-1', 'made by kops'],
    });
  });

  it('that is shared is production’s, which gets neither tags nor rules of the clone', () => {
    const override = { securityGroupOverride: 'sg-1' };
    const locked = production({ ...inNetwork, api: { loadBalancer: override } }, [
      group('locked', 'Node', { subnets: ['us-east-1a'], ...override }),
    ]);
    const groups = locked.groups.filter(({ metadata }) => !/-1[bc]$|gpu/.test(metadata.name));
    const pools = [{ name: 'locked', nodes: 1 }];
    const made = cloned(
      { ...locked, groups },
      { cluster: { ...counts, pools }, clone: { network: 'shared' } },
    );
    expect(made.cluster.spec).toMatchObject({ ...inNetwork, DisableSubnetTags: true });
    expect(JSON.stringify([made.cluster, ...made.groups])).not.toContain('sg-1');
    expect(rowsOf(made)).toMatchObject({
      DisableSubnetTags: ['not set', 'true'],
      'api.loadBalancer.securityGroupOverride': ['sg-1', 'left out'],
      'instance group locked: securityGroupOverride': ['sg-1', 'left out'],
    });
  });

  it('cannot be shared where kops made it for production', () => {
    expect(() => cloned(production(), { clone: { network: 'shared' } })).toThrow(
      /has no `networkID`, no `id` of subnet us-east-1a, no `id` of subnet us-east-1b/,
    );
    const withoutIds = production({ networkID: 'vpc-1' });
    expect(() => cloned(withoutIds, { clone: { network: 'shared' } })).toThrow(
      /has no `id` of subnet us-east-1a/,
    );
  });

  it('in fewer zones takes the groups of the others along', () => {
    const made = cloned(production(), { clone: { zones: ['us-east-1a'] } });
    expect(made.groups.map(({ spec }) => spec.subnets)).toEqual(Array(4).fill(['us-east-1a']));
    expect(rowsOf(made)).toMatchObject({
      zones: ['us-east-1a, us-east-1b, us-east-1c', 'us-east-1a'],
      'instance group control-plane-us-east-1b: subnets': ['us-east-1b', 'us-east-1a'],
    });
    expect(() => cloned(production(), { clone: { zones: ['eu-west-1a'] } })).toThrow(
      /no subnet in zone eu-west-1a/,
    );
  });

  it('has no security groups of another one', () => {
    const guarded = group('guarded', 'Node', { additionalSecurityGroups: ['sg-1'] });
    const pools = [{ name: 'guarded', nodes: 1 }];
    const made = cloned(production({}, [guarded]), { cluster: { pools } });
    expect(made.groups.at(-1)?.spec.additionalSecurityGroups).toBeUndefined();
  });
});

describe('instances', () => {
  const spot = group('spot', 'Node', { maxPrice: '0.05' });
  const pools = [{ name: 'spot', nodes: 1 }];

  it('are bought on demand unless the scenario says otherwise', () => {
    const made = cloned(production({}, [spot]), { cluster: { pools } });
    expect(made.groups.at(-1)?.spec.maxPrice).toBeUndefined();
    expect(rowsOf(made)).toMatchObject({ 'instance group spot: market': ['spot', 'on demand'] });
  });

  it('are spot instances where it says so, control planes as in production', () => {
    const made = cloned(production(), { clone: { spot: true } });
    expect(made.groups[0]?.spec.mixedInstancesPolicy).toBeUndefined();
    expect(made.groups.at(-1)?.spec.mixedInstancesPolicy).toMatchObject({
      ...{ instances: ['m5.large'], onDemandAboveBase: 0 },
    });
  });
});

describe('a clone that cannot be made', () => {
  it('is refused with the reason', () => {
    expect(() => cloned(production(), { cluster: { from: '1.33.12' } })).toThrow(
      'has Kubernetes 1.33.13, and `cluster.from.version` is 1.33.12',
    );
    const pools = [{ name: 'workers', nodes: 2 }];
    expect(() => cloned(production(), { cluster: { pools } })).toThrow(
      'no instance group workers of role Node; it has nodes-us-east-1a, gpu',
    );
    const karpenter = group('karpenter', 'Node', { manager: 'Karpenter' });
    const managed = { cluster: { pools: [{ name: 'karpenter', nodes: 1 }] } };
    expect(() => cloned(production({}, [karpenter]), managed)).toThrow(/managed by Karpenter/);
  });
});

describe("kops' own YAML of a cluster that it made", () => {
  const read = (file: string) =>
    parseObjects(readFileSync(join(import.meta.dirname, '../../../../fixtures/kops', file), 'utf8'));
  const [cluster] = read('cluster.yaml');
  const original = 'production.k8s.local';
  const made = () =>
    cloned(
      { cluster: cluster as KopsObject, groups: read('instance-groups.yaml') },
      { cluster: { controlPlanes: 1 } },
    );

  it('differs from its clone by name, tags and state, and is otherwise the same', () => {
    const { cluster: copy, fidelity } = made();
    const spec = { ...copy.spec };
    expect(fidelity.map(({ setting }) => setting)).toEqual(['name']);
    expect({ ...spec, cloudLabels: undefined }).toEqual(
      rename({ ...cluster?.spec, cloudLabels: undefined }, original),
    );
  });

  it('is let through by the guard as it is read back from its text', () => {
    const { cluster: copy, groups } = made();
    const input = formatObjects([copy, ...groups]);
    const scope = { stateStore: 's3://kops-state', production: original, clone: name };
    expect(findRefusal({ args: ['create', '--filename=-'], input }, scope)).toBeNull();
    expect(parseObjects(input)).toEqual([copy, ...groups]);
    expect(groups.map(({ metadata }) => metadata.labels)).toEqual([
      { 'kops.k8s.io/cluster': name },
      { 'kops.k8s.io/cluster': name },
    ]);
  });
});

/** The same with the clone's name. */
const rename = (value: object, original: string): object =>
  JSON.parse(JSON.stringify(value).replaceAll(original, name));
