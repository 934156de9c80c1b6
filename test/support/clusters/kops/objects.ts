import { stringify } from 'yaml';
import type { Scope } from '../../../../harness/clusters/kops/scope.ts';

export const scope: Scope = {
  stateStore: 's3://kops-state',
  production: 'production.k8s.local',
  clone: 'rehearsal1.k8s.local',
};

/** A cluster object as kops reads it, of the clone where nothing else is said. */
export const clusterText = ({ name = scope.clone, spec = {} }: { name?: string; spec?: object } = {}) =>
  stringify({
    apiVersion: 'kops.k8s.io/v1alpha2',
    kind: 'Cluster',
    metadata: { name },
    spec: { configBase: `${scope.stateStore}/${name}`, kubernetesVersion: '1.33.13', ...spec },
  });

/** An instance group as kops reads it. */
export const groupText = ({
  cluster = scope.clone,
  spec = {},
}: {
  cluster?: string | null;
  spec?: object;
} = {}) =>
  stringify({
    apiVersion: 'kops.k8s.io/v1alpha2',
    kind: 'InstanceGroup',
    metadata: { name: 'nodes', ...(cluster !== null && { labels: { 'kops.k8s.io/cluster': cluster } }) },
    spec: { role: 'Node', minSize: 2, maxSize: 2, ...spec },
  });
