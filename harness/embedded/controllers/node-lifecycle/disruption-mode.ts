import { isReady } from '../../conditions.ts';
import type { Node } from '../../objects.ts';

/** kube-controller-manager's `--unhealthy-zone-threshold` and `--large-cluster-size-threshold`. */
const unhealthyShare = 0.55;
const largeZone = 50;

/**
 * Zones whose nodes may evict pods when they fail. Where very many fail at once, the network to them is suspected
 * and pods stay: in a small zone when more than half of at least three nodes are away, everywhere when no node is
 * ready. https://kubernetes.io/docs/concepts/architecture/nodes/#rate-limits-on-eviction
 */
export function evictingZones(nodes: readonly Node[]): ReadonlySet<string> {
  if (!nodes.some(isReady)) return new Set();
  const zones = Map.groupBy(nodes, getZone);
  return new Set([...zones].filter(([, members]) => mayEvict(members)).map(([zone]) => zone));
}

/** Region and zone by the node's labels; one zone for all nodes without. */
export const getZone = ({ metadata: { labels = {} } }: Node): string =>
  `${labels['topology.kubernetes.io/region'] ?? ''}:${labels['topology.kubernetes.io/zone'] ?? ''}`;

function mayEvict(members: readonly Node[]): boolean {
  const away = members.filter((node) => !isReady(node)).length;
  // A zone that failed as a whole is evicted, as long as there are others.
  if (away === members.length || away <= 2) return true;
  return away / members.length < unhealthyShare || members.length > largeZone;
}
