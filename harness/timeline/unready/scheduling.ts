import type { Problem, Surroundings } from './reason.ts';

/** The scheduler retries a pod at most 10 s after something has changed. */
const triedAgainMs = 15_000;

/** Conditions that a node's or a volume's own controller is about to change. */
const passing =
  /were unschedulable|untolerated taint \{node\.(kubernetes|cloudprovider)\.(io|kubernetes\.io)\/|volume|persistentvolumeclaim|no nodes available/i;

/** `preemption: 0/3 nodes are available: 3 Preemption is not helpful for scheduling` */
const preemption = /preemption: 0\/(\d+) nodes are available: (\d+) Preemption is not helpful/;

/**
 * Whether the scheduler's message is final: no removal of a pod could help because it says so for every node,
 * or no pod will leave.
 */
export function schedulingIsFinal({ message }: Problem, around: Surroundings): number | null {
  if (!around.nodesUsable || passing.test(message)) return null;
  const [, nodes, unhelpful] = preemption.exec(message) ?? [];
  const whateverLeaves = nodes !== undefined && nodes === unhelpful;
  return whateverLeaves || around.everythingStays ? triedAgainMs : null;
}
