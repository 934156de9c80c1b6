import { pause } from '../../async/pause.ts';
import { errorMessage, RehearsalError } from '../../errors.ts';
import { duration } from '../../format/durations.ts';
import type { NodeShell } from './cli/node-shell.ts';

const inARow = 5;
const everyMs = 1_000;
const threeMinutesMs = 3 * 60_000;

/** Waits that many milliseconds; a test need not wait. */
export type Wait = (ms: number) => Promise<void>;

/**
 * Waits until the node's own credential can read kubeadm's configuration several times in a row. A restarted API server
 * responds before it has loaded its access rules, and refuses permitted requests for up to half a minute.
 * @throws RehearsalError `upgrade-failed` with the last refusal if that takes longer than the limit
 */
export async function awaitAccess(
  shell: NodeShell,
  node: string,
  signal: AbortSignal,
  wait: Wait = (ms) => pause(ms, signal),
  boundMs: number = threeMinutesMs,
): Promise<void> {
  const kubectl = ['kubectl', '--kubeconfig', '/etc/kubernetes/kubelet.conf', '--namespace', 'kube-system'];
  const read = [
    ...kubectl,
    'get',
    'configmap',
    'kubeadm-config',
    '--output',
    'name',
    '--request-timeout',
    '5s',
  ];
  const deadline = performance.now() + boundMs;
  let refusal = '';
  for (let allowed = 0; ; ) {
    try {
      await shell.exec(node, read, { signal, timeoutMs: 15_000 });
      allowed += 1;
    } catch (error) {
      signal.throwIfAborted();
      refusal = errorMessage(error);
      allowed = 0;
    }
    if (allowed === inARow) return;
    if (performance.now() > deadline)
      throw new RehearsalError(
        'upgrade-failed',
        `${node} could not read kubeadm's configuration for ${duration(boundMs)}: ${refusal}`,
      );
    await wait(everyMs);
  }
}
