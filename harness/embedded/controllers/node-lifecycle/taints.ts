import { findCondition } from '../../conditions.ts';
import type { Node } from '../../objects.ts';
import { timestamp } from '../../times.ts';
import type { Taint } from '../scheduler/tolerations.ts';

const notReady = 'node.kubernetes.io/not-ready';
const unreachable = 'node.kubernetes.io/unreachable';
const newNode: Taint = { key: notReady, effect: 'NoSchedule' };
const unschedulable = 'node.kubernetes.io/unschedulable';

/** Conditions and their statuses that keep new pods away. */
const byCondition = [
  { type: 'Ready', status: 'False', key: notReady },
  { type: 'Ready', status: 'Unknown', key: unreachable },
  { type: 'MemoryPressure', status: 'True', key: 'node.kubernetes.io/memory-pressure' },
  { type: 'DiskPressure', status: 'True', key: 'node.kubernetes.io/disk-pressure' },
  { type: 'PIDPressure', status: 'True', key: 'node.kubernetes.io/pid-pressure' },
  { type: 'NetworkUnavailable', status: 'True', key: 'node.kubernetes.io/network-unavailable' },
] as const;

/**
 * The node's taints that follow from its conditions and its cordon: NoSchedule at once; NoExecute for a node
 * that is not ready or silent, unless evictions are suspended. Taints of others stay.
 * https://kubernetes.io/docs/concepts/scheduling-eviction/taint-and-toleration/
 */
export function listTaints(node: Node, evicts: boolean, nowMs: number): Taint[] {
  const wanted: Taint[] = byCondition
    .filter(({ type, status }) => findCondition(node, type)?.status === status)
    .map(({ key }) => ({ key, effect: 'NoSchedule' }));
  if (node.spec?.unschedulable) wanted.push({ key: unschedulable, effect: 'NoSchedule' });
  const ready = findCondition(node, 'Ready')?.status;
  if (evicts && ready === 'False') wanted.push({ key: notReady, effect: 'NoExecute' });
  if (evicts && ready === 'Unknown') wanted.push({ key: unreachable, effect: 'NoExecute' });

  const present = node.spec?.taints ?? [];
  // A node is created with this taint and may not have reported yet.
  if (ready === undefined) wanted.push(...present.filter((taint) => isSame(taint, newNode)));
  const kept = present.filter((taint) => !isOwn(taint) || wanted.some((one) => isSame(one, taint)));
  const added = wanted
    .filter((taint) => !present.some((one) => isSame(one, taint)))
    .map((taint) => ({ ...taint, timeAdded: timestamp(nowMs) }));
  return [...kept, ...added];
}

const ownKeys = new Set<string>([unschedulable, ...byCondition.map(({ key }) => key)]);

const isOwn = ({ key, effect }: Taint): boolean =>
  effect === 'NoSchedule'
    ? ownKeys.has(key)
    : effect === 'NoExecute' && (key === notReady || key === unreachable);

const isSame = (one: Taint, other: Taint): boolean => one.key === other.key && one.effect === other.effect;
