import type { NodeShell } from './cli/node-shell.ts';
import { adminKubectl } from './nodes.ts';

const timeoutMs = 30_000;

/**
 * Lets the scheduler place CoreDNS again, now that all nodes are there. Its pods started when the control plane was the
 * only node, so both sit on it, and the first drain would take DNS away whole; in a cluster that has lived, kubeadm's
 * preferred anti-affinity has spread them. Returns when the rollout has begun: the steady state waits for its end.
 */
export async function spreadDns(shell: NodeShell, controlPlane: string, signal: AbortSignal): Promise<void> {
  const restart = adminKubectl('--namespace', 'kube-system', 'rollout', 'restart', 'deployment/coredns');
  await shell.exec(controlPlane, restart, { signal, timeoutMs });
}
