import type { NodeShell } from './cli/node-shell.ts';
import { adminKubectl } from './nodes.ts';

const timeoutMs = 30_000;

/**
 * Makes the scheduler place CoreDNS again when all nodes exist. Its pods started when the control plane was the only
 * node, so both run on it, and the first drain would interrupt DNS completely. In an older cluster, kubeadm's preferred
 * anti-affinity has spread them. Returns when the rollout has begun: the steady state waits for its end.
 */
export async function spreadDns(shell: NodeShell, controlPlane: string, signal: AbortSignal): Promise<void> {
  const restart = adminKubectl('--namespace', 'kube-system', 'rollout', 'restart', 'deployment/coredns');
  await shell.exec(controlPlane, restart, { signal, timeoutMs });
}
