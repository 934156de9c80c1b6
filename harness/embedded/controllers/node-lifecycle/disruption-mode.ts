import { isReady } from '../../conditions.ts';
import type { Node } from '../../objects.ts';

/** kube-controller-manager's `--unhealthy-zone-threshold` and `--large-cluster-size-threshold`. */
const unhealthyShare = 0.55;
const largeZone = 50;

/**
 * Zones whose nodes may evict pods when they fail. If very many nodes fail at once, the network is the
 * probable cause and pods stay: in a small zone if more than half of at least three nodes are unavailable, in
 * all zones if no node is ready.
 * https://kubernetes.io/docs/concepts/architecture/nodes/#rate-limits-on-eviction
 */
export function evictingZones(nodes: readonly Node[]): ReadonlySet<string> {
  if (!nodes.some(isReady)) return new Set();
  const zones = Map.groupBy(nodes, getZone);
  return new Set([...zones].filter(([, members]) => mayEvict(members)).map(([zone]) => zone));
}

/** Region and zone from the node's labels; nodes without labels share one zone. */
export const getZone = ({ metadata: { labels = {} } }: Node): string =>
  `${labels['topology.kubernetes.io/region'] ?? ''}:${labels['topology.kubernetes.io/zone'] ?? ''}`;

function mayEvict(members: readonly Node[]): boolean {
  const away = members.filter((node) => !isReady(node)).length;
  // Pods of a zone that failed completely are evicted as long as other zones work.
  if (away === members.length || away <= 2) return true;
  return away / members.length < unhealthyShare || members.length > largeZone;
}
