import type { ClusterSpec } from '../../scenario/scenario.ts';

/** Docker label of every container that a run starts itself; its value is the run's id. */
export const runLabel = 'k8s-rehearse.run';

/** kind's own label of its node containers; its value is the cluster's name. */
export const clusterLabel = 'io.x-k8s.kind.cluster';

/** kind's own label of what a container is there for: `control-plane`, `worker` or `external-load-balancer`. */
export const roleLabel = 'io.x-k8s.kind.role';

/** Docker network that kind shares between clusters. Used, never removed. */
export const network = 'kind';

/** Kubernetes labels of a node: the slot it is in. */
export const poolLabel = 'k8s-rehearse/pool';
export const ordinalLabel = 'k8s-rehearse/ordinal';

/** Pool of the control planes, which a scenario does not name. */
export const controlPlanePool = 'control-plane';

/** Where a node keeps what was staged for a version: on the node's disk, because /tmp and /run are in memory. */
export const stagedAt = (version: string): string => `/var/lib/k8s-rehearse/${version}`;

const marks = '/etc/k8s-rehearse/run/';

/**
 * kind gives its containers no labels of ours, so each node carries the run's id as the place of a mount. It is
 * there from the container's first moment, outlives a kill of the harness, and a cluster that the user made again
 * under the same name does not have it.
 */
export const createMark = (runId: string): string => `${marks}${runId}`;

/** The run that a mount point marks; null for any other mount. */
export const runOfMark = (mountPoint: string): string | null =>
  mountPoint.startsWith(marks) ? mountPoint.slice(marks.length) : null;

/** @returns the scenario's name, or one of the run's own */
export const chooseClusterName = (cluster: ClusterSpec, runId: string): string =>
  cluster.name ?? `rehearse-${runId}`;

/** The image of a node at that version. */
export const chooseNodeImage = (cluster: ClusterSpec, version: string): string =>
  cluster.nodeImages[version] ?? `kindest/node:v${version}`;
