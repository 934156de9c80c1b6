import { RehearsalError } from '../errors.ts';
import type { Intent } from '../journal/records.ts';
import type { RollPlan, RollStep } from '../plan/plan.ts';
import { type AddonsWait, awaitAddons } from './addons.ts';
import { awaitVersion, markedRestart, type RestartMark } from './await-version.ts';
import { createNodeActions, type NodeOptions } from './node-actions.ts';
import type { Roller } from './roller.ts';
import { rollSteps, type StepIdentity } from './steps.ts';

/** Time limit for cordoning a failed node. */
const lastCordonWithinMs = 15_000;

export interface InPlaceOptions extends NodeOptions {
  /** The current version; if it equals the plan's `to`, kubelets are restarted without config steps. */
  readonly from: string;
  /** Null: the cordon follows the configuration at once. */
  readonly addons: AddonsWait | null;
}

/** Upgrades every node in place. */
export function inPlaceRoller(options: InPlaceOptions): Roller {
  return {
    roll: (plan, signal) =>
      rollSteps(plan, signal, options, (step, planned) =>
        changeInPlace(step, planned, plan, signal, options),
      ),
  };
}

/**
 * Upgrades a node in place: config, addons (of a control plane), cordon, drain, kubelet, await-version,
 * uncordon. A node in quarantine stays as it is after its drain. A node whose step failed stays cordoned, and the
 * error names it: `upgrade-failed`, `addons-timed-out`, `drain-timed-out` or `gate-timed-out`. A provider's own errors
 * (Docker unavailable, the cluster lost) and faults of the harness are rethrown unchanged.
 */
export async function* changeInPlace(
  step: StepIdentity,
  { node }: RollStep,
  { to }: RollPlan,
  signal: AbortSignal,
  options: InPlaceOptions,
): AsyncGenerator<Intent, void> {
  const { kube, from, addons, append, clock } = options;
  const { inPlace } = options.ops;
  if (inPlace === undefined)
    throw new RehearsalError('harness-failed', 'this provider has no upgrade in place');
  const { act, cordon, uncordon, drain } = createNodeActions(step, signal, options);
  const restart = () => inPlace.upgradeKubelet(node, to, signal);

  if (from !== to) {
    try {
      yield* act('config', () => inPlace.upgradeConfig(node, to, signal));
      // kubeadm changes the add-ons with the last control plane, whichever command that one gets
      if (addons !== null && node.slot.role === 'control-plane')
        yield* act('addons', () => awaitAddons(addons, { step: step.step, append, clock, signal }));
    } catch (error) {
      // half upgraded: it should get no new pods; the config's own error is reported
      if (!signal.aborted) yield* quietly(cordon(lastCordonWithinMs));
      throw error;
    }
  }
  yield* cordon();
  if ((yield* drain()) === 'quarantined') return;
  let mark: RestartMark | null = null;
  yield* act('kubelet', async () => {
    if (from === to) mark = await markedRestart(kube, node.name, signal, restart);
    else await restart();
  });
  yield* act('await-version', () => awaitVersion(kube, node.name, to, mark, signal));
  yield* uncordon();
}

async function* quietly(action: AsyncIterable<Intent>): AsyncGenerator<Intent, void> {
  try {
    yield* action;
  } catch {
    // its `end` intent has reported it
  }
}
