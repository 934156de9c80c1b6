import type { Problem, Surroundings } from './reason.ts';

/** The scheduler tries a pod again at most 10 s after something has changed. */
const triedAgainMs = 15_000;

/** What a node's or a volume's own controller is about to change. */
const passing =
  /were unschedulable|untolerated taint \{node\.(kubernetes|cloudprovider)\.(io|kubernetes\.io)\/|volume|persistentvolumeclaim|no nodes available/i;

/** `preemption: 0/3 nodes are available: 3 Preemption is not helpful for scheduling` */
const preemption = /preemption: 0\/(\d+) nodes are available: (\d+) Preemption is not helpful/;

/**
 * Whether the scheduler's message is its last word. No pod's leaving could help where it says for every node that
 * preemption does not; else only where nothing will leave.
 */
export function schedulingIsFinal({ message }: Problem, around: Surroundings): number | null {
  if (!around.nodesUsable || passing.test(message)) return null;
  const [, nodes, unhelpful] = preemption.exec(message) ?? [];
  const whateverLeaves = nodes !== undefined && nodes === unhelpful;
  return whateverLeaves || around.everythingStays ? triedAgainMs : null;
}
