import { RehearsalError } from '../errors.ts';
import { duration } from '../format/durations.ts';
import type { GatePolicy } from '../scenario/scenario.ts';
import { awaitInARow, type GateOptions } from './gate.ts';
import type { Explain, Validate } from './roller.ts';

/** How the rollout of kube-system's Deployments and DaemonSets is awaited. */
export interface AddonsWait {
  readonly policy: GatePolicy;
  /** From new lists: which of them are not rolled out, and why. */
  readonly validate: Validate;
  /** See `awaitInARow`. */
  readonly explain?: Explain;
}

/**
 * Waits until the add-ons that a control plane's configuration may have changed are rolled out. kubeadm
 * returns before they are. A kubelet that is replaced meanwhile stops the controller manager, and a node
 * whose proxy has just been stopped has none until another controller manager leads.
 * @returns how many validations it took, as text
 * @throws RehearsalError `addons-timed-out` naming each add-on and why; the signal's reason when aborted
 */
export function awaitAddons(
  wait: AddonsWait,
  options: Omit<GateOptions, keyof AddonsWait | 'timedOut'>,
): Promise<string> {
  const within = duration(wait.policy.timeoutMs);
  return awaitInARow({
    ...options,
    ...wait,
    timedOut: (missing) =>
      new RehearsalError(
        'addons-timed-out',
        `the add-ons of kube-system were not rolled out within ${within}: ${missing}`,
      ),
  });
}
