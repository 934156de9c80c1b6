import type { Fields, KopsObject } from '../../../../harness/clusters/kops/kops-objects.ts';
import type { Specification } from '../../../../harness/clusters/kops/specification.ts';
import type { CloneSpec, ClusterSpec } from '../../../../harness/scenario/scenario.ts';

const name = 'production.example.com';
const apiVersion = 'kops.k8s.io/v1alpha2';

/** An instance group of production's. */
export const group = (named: string, role: string, spec: Fields = {}): KopsObject => ({
  ...{ apiVersion, kind: 'InstanceGroup' },
  metadata: { name: named, labels: { 'kops.k8s.io/cluster': name }, creationTimestamp: null },
  spec: {
    ...{ role, machineType: 't3.medium', image: 'ami-1', minSize: 1, maxSize: 1, subnets: ['us-east-1a'] },
    ...spec,
  },
});

const zones = ['us-east-1a', 'us-east-1b', 'us-east-1c'];
const controlPlanes = zones.map((zone) => `control-plane-${zone}`);

/** A production cluster with three control planes, two groups of nodes, a bastion, and settings that a clone must not have. */
export function production(spec: Fields = {}, groups: readonly KopsObject[] = []): Specification {
  return {
    cluster: {
      ...{ apiVersion, kind: 'Cluster', metadata: { name, creationTimestamp: '2026-01-01T00:00:00Z' } },
      spec: {
        kubernetesVersion: '1.33.13',
        configBase: `s3://kops-state/${name}`,
        masterPublicName: `api.${name}`,
        dnsZone: 'Z1',
        topology: { dns: { type: 'Public' } },
        api: { dns: {} },
        networkCIDR: '172.20.0.0/16',
        networking: { cilium: { enableNodePort: true } },
        kubeProxy: { enabled: false },
        kubelet: { shutdownGracePeriod: '30s' },
        kubeAPIServer: { auditLogPath: '/var/log/audit' },
        cloudLabels: { team: 'shop', [`k8s.io/cluster-autoscaler/${name}`]: 'owned' },
        subnets: zones.map((zone) => ({ name: zone, zone, type: 'Private', cidr: '172.20.0.0/24' })),
        etcdClusters: ['main', 'events'].map((etcd) => ({
          name: etcd,
          backups: { backupStore: `s3://kops-state/${name}/backups/etcd/${etcd}`, retentionDays: 7 },
          etcdMembers: controlPlanes.map((instanceGroup) => ({
            ...{ name: instanceGroup.at(-1), instanceGroup, encryptedVolume: true },
          })),
        })),
        ...spec,
      },
    },
    groups: [
      ...controlPlanes.map((named, index) => group(named, 'ControlPlane', { subnets: [zones[index]] })),
      group('nodes-us-east-1a', 'Node', { minSize: 3, maxSize: 9, machineType: 'm5.large' }),
      group('gpu', 'Node', { subnets: ['us-east-1c'], minSize: 2, maxSize: 2 }),
      group('bastions', 'Bastion'),
      ...groups,
    ],
  };
}

export const cloneSpec: CloneSpec = {
  zones: null,
  network: 'own',
  ttlMs: 4 * 3_600_000,
  spot: false,
  fewerControlPlanes: 'refuse',
  prices: null,
  provideImages: null,
};

export const kopsSpec: ClusterSpec = {
  provider: 'kops',
  name: 'rehearsal1.k8s.local',
  from: '1.33.13',
  to: '1.34.4',
  controlPlanes: 3,
  pools: [{ name: 'nodes-us-east-1a', nodes: 2 }],
  ...{ images: [], nodeImages: {}, commands: {}, cpus: null },
  production: { stateStore: 's3://kops-state', cluster: name },
  clone: cloneSpec,
};
