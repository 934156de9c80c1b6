import { withCondition } from '../../conditions.ts';
import type { Lease, Node } from '../../objects.ts';

/** When a node last reported, by this controller's clock: the nodes' clocks may be wrong. */
export interface Heard {
  readonly of: string;
  readonly atMs: number;
}

/** A kubelet's signs of life: its Lease, and the heartbeats of its status. @param nowMs any clock, always the same */
export function heard(node: Node, lease: Lease | undefined, before: Heard | undefined, nowMs: number): Heard {
  const said = (node.status?.conditions ?? [])
    // Conditions that this controller writes are not signs of life.
    .filter(({ status }) => status !== 'Unknown')
    .map(({ status, lastHeartbeatTime }) => `${status} ${lastHeartbeatTime}`);
  const of = [lease?.spec?.renewTime, ...said].join(' ');
  return before?.of === of ? before : { of, atMs: nowMs };
}

/** Conditions that only a kubelet can report. */
const kubeletConditions = ['Ready', 'MemoryPressure', 'DiskPressure', 'PIDPressure'];

const unknown = { reason: 'NodeStatusUnknown', message: 'Kubelet stopped posting node status.' };
const never = { reason: 'NodeStatusNeverUpdated', message: 'Kubelet never posted node status.' };

/** The node's conditions once its kubelet has been silent for the grace period. */
export function silentConditions(
  node: Node,
  nowMs: number,
): NonNullable<NonNullable<Node['status']>['conditions']> {
  let conditions = node.status?.conditions ?? [];
  for (const type of kubeletConditions) {
    const before = conditions.find((condition) => condition.type === type);
    if (before?.status === 'Unknown') continue;
    const said = before === undefined ? never : unknown;
    conditions = withCondition(conditions, { ...before, type, status: 'Unknown', ...said }, nowMs);
  }
  return conditions;
}
