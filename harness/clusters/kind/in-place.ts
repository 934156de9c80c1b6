import { errorMessage, RehearsalError } from '../../errors.ts';
import type { NodeRef } from '../../scenario/scenario.ts';
import type { NodeMaintenance, Version } from '../cluster.ts';
import { awaitAccess, type Wait } from './access-race.ts';
import type { NodeShell } from './cli/node-shell.ts';
import { stagedAt } from './labels.ts';

/**
 * Checks of kubeadm that fail in some containers, by name. The system verification needs the kernel's
 * configuration and modules, which belong to this machine and are missing in many node containers; it says
 * nothing about the cluster. All other checks stay on.
 */
const ignoredPreflight = ['SystemVerification'];

/** kubeadm itself waits up to 5 minutes for each of four static pods. */
const kubeadmMs = 25 * 60_000;

/**
 * An in-place upgrade of nodes, from the staged files.
 * @param wait between two attempts to read what a node may not read yet
 */
export function inPlace(shell: NodeShell, wait?: Wait): NonNullable<NodeMaintenance['inPlace']> {
  let first: string | null = null;

  const staged = (program: string, to: Version) => `${stagedAt(to)}/bin/${program}`;

  const failing = async <T>(
    node: NodeRef,
    what: string,
    signal: AbortSignal,
    action: () => Promise<T>,
  ): Promise<T> => {
    try {
      return await action();
    } catch (error) {
      signal.throwIfAborted();
      const message = errorMessage(error);
      throw new RehearsalError('upgrade-failed', `${what} failed on ${node.name}: ${message}`, {
        cause: error,
      });
    }
  };

  return {
    async upgradeConfig(node, to, signal) {
      const ignored = `--ignore-preflight-errors=${ignoredPreflight.join(',')}`;
      if (first === null && node.slot.role === 'control-plane') first = node.name;
      const args =
        node.name === first ? ['upgrade', 'apply', `v${to}`, '--yes', ignored] : ['upgrade', 'node', ignored];
      await failing(node, `kubeadm ${args.slice(0, 2).join(' ')}`, signal, async () => {
        if (node.name !== first) await awaitAccess(shell, node.name, signal, wait);
        await shell.exec(node.name, [staged('kubeadm', to), ...args], { signal, timeoutMs: kubeadmMs });
      });
    },
    async upgradeKubelet(node, to, signal) {
      const timeoutMs = 2 * 60_000;
      await failing(node, 'The new kubelet', signal, async () => {
        // The old name is removed first: it may be a link to a program that is still running, or that other
        // names share.
        const install = ['cp', '--remove-destination', staged('kubelet', to), '/usr/bin/kubelet'];
        await shell.exec(node.name, install, { signal, timeoutMs });
        await shell.exec(node.name, ['systemctl', 'daemon-reload'], { signal, timeoutMs });
        await shell.exec(node.name, ['systemctl', 'restart', 'kubelet'], { signal, timeoutMs });
      });
    },
  };
}
