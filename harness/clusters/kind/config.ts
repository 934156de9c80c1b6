import { stringify } from 'yaml';
import type { ClusterSpec } from '../../scenario/scenario.ts';
import { chooseNodeImage, createMark, ordinalLabel, poolLabel } from './labels.ts';

/** kind's own configuration of a replica: its nodes in slots, labelled with the run, its API on loopback only. */
export function kindConfig(cluster: ClusterSpec, runId: string): string {
  const image = chooseNodeImage(cluster, cluster.from);
  const extraMounts = [{ hostPath: '/dev/null', containerPath: createMark(runId), readOnly: true }];
  const controlPlanes = Array.from({ length: cluster.controlPlanes }, (_, ordinal) => ({
    role: 'control-plane',
    image,
    labels: { [ordinalLabel]: String(ordinal) },
    extraMounts,
  }));
  const workers = cluster.pools.flatMap((pool) =>
    Array.from({ length: pool.nodes }, (_, ordinal) => ({
      role: 'worker',
      image,
      labels: { [poolLabel]: pool.name, [ordinalLabel]: String(ordinal) },
      extraMounts,
    })),
  );
  const config = {
    kind: 'Cluster',
    apiVersion: 'kind.x-k8s.io/v1alpha4',
    networking: { apiServerAddress: '127.0.0.1' },
    nodes: [...controlPlanes, ...workers],
  };
  return stringify(config, { aliasDuplicateObjects: false });
}
