import type { ClusterSpec } from '../../scenario/scenario.ts';

/** kind's own label of its node containers; its value is the cluster's name. */
export const clusterLabel = 'io.x-k8s.kind.cluster';

/** kind's own label for a container's role: `control-plane`, `worker` or `external-load-balancer`. */
export const roleLabel = 'io.x-k8s.kind.role';

/** Docker network that kind shares between clusters. Used, never removed. */
export const network = 'kind';

/** Kubernetes labels of a node: its slot. */
export const poolLabel = 'k8s-rehearse/pool';
export const ordinalLabel = 'k8s-rehearse/ordinal';

/** Pool of the control planes, which a scenario does not name. */
export const controlPlanePool = 'control-plane';

/** Folder on a node for a version's staged files: on the node's disk, because /tmp and /run are in memory. */
export const stagedAt = (version: string): string => `/var/lib/k8s-rehearse/${version}`;

const marks = '/etc/k8s-rehearse/run/';

/**
 * kind does not label its containers for us, so each node has the run's id as the target of a mount. It
 * exists from the container's first moment, survives a kill of the harness, and is missing from a cluster
 * that the user created again under the same name.
 */
export const createMark = (runId: string): string => `${marks}${runId}`;

/** The run that a mount point identifies; null for any other mount. */
export const runOfMark = (mountPoint: string): string | null =>
  mountPoint.startsWith(marks) ? mountPoint.slice(marks.length) : null;

/** @returns the scenario's name, or a name of the run */
export const chooseClusterName = (cluster: ClusterSpec, runId: string): string =>
  cluster.name ?? `rehearse-${runId}`;

/** The image of a node at that version. */
export const chooseNodeImage = (cluster: ClusterSpec, version: string): string =>
  cluster.nodeImages[version] ?? `kindest/node:v${version}`;
