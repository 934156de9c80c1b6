import type { NodeMaintenance } from '../clusters/cluster.ts';
import { RehearsalError } from '../errors.ts';
import type { Action, Intent } from '../journal/records.ts';
import { apiFailure, errorText } from '../kube/api-error.ts';
import type { Kube } from '../kube/connect.ts';
import { setUnschedulable } from '../kube/nodes.ts';
import { retryTransient } from '../kube/request.ts';
import type { DrainPolicy, NodeRef } from '../scenario/scenario.ts';
import { awaitVersion, markedRestart, type RestartMark } from './await-version.ts';
import { drain } from './drain.ts';
import type { Roller, RollPlan } from './roller.ts';
import { deed, rollSteps, type StepIdentity, type StepOptions } from './steps.ts';

/** How long cordon and uncordon wait for an API server that has just been restarted. */
const apiBackWithinMs = 2 * 60_000;
/** A failed node is cordoned if that can be had soon. */
const lastCordonWithinMs = 15_000;

export interface InPlaceOptions extends StepOptions {
  readonly ops: NodeMaintenance;
  readonly kube: Kube;
  readonly drain: DrainPolicy;
  /** The version now; equal to the plan's `to`, kubelets are restarted without config steps. */
  readonly from: string;
}

/**
 * Upgrades each node where it is: config, cordon, drain, kubelet, await-version, uncordon.
 * A node whose step failed stays cordoned, and the error names it: `upgrade-failed`, `drain-timed-out` or `gate-timed-out`;
 * what a provider says of itself (Docker away, the cluster lost) and faults of the harness are thrown as they are.
 */
export function inPlaceRoller(options: InPlaceOptions): Roller {
  return {
    roll: (plan, signal) =>
      rollSteps(plan, signal, options, (step, node) => changeInPlace(step, node, plan, signal, options)),
  };
}

async function* changeInPlace(
  step: StepIdentity,
  node: NodeRef,
  { to }: RollPlan,
  signal: AbortSignal,
  options: InPlaceOptions,
): AsyncGenerator<Intent, void> {
  const { kube, from } = options;
  const { inPlace } = options.ops;
  if (inPlace === undefined)
    throw new RehearsalError('harness-failed', 'this provider has no upgrade in place');
  const act = (action: Action, work: () => Promise<unknown>) =>
    deed(step, action, signal, () =>
      work().catch((error: unknown) => Promise.reject(failure(step, action, error))),
    );
  const cordon = (unschedulable: boolean, timeoutMs: number) =>
    retryTransient(() => setUnschedulable(kube, node.name, unschedulable, signal), { signal, timeoutMs });
  const restart = () => inPlace.upgradeKubelet(node, to, signal);

  if (from !== to) {
    try {
      yield* act('config', () => inPlace.upgradeConfig(node, to, signal));
    } catch (error) {
      // half upgraded: nothing new should land on it; the config's own error is the one to report
      if (!signal.aborted) yield* cordonQuietly(act('cordon', () => cordon(true, lastCordonWithinMs)));
      throw error;
    }
  }
  yield* act('cordon', () => cordon(true, apiBackWithinMs));
  yield* act('drain', () =>
    drain({ ...options, node: node.name, policy: options.drain, step: step.step, signal }),
  );
  let mark: RestartMark | null = null;
  yield* act('kubelet', async () => {
    if (from === to) mark = await markedRestart(kube, node.name, signal, restart);
    else await restart();
  });
  yield* act('await-version', () => awaitVersion(kube, node.name, to, mark, signal));
  yield* act('uncordon', () => cordon(false, apiBackWithinMs));
}

async function* cordonQuietly(cordoning: AsyncIterable<Intent>): AsyncGenerator<Intent, void> {
  try {
    yield* cordoning;
  } catch {
    // its `end` intent has said so
  }
}

/** A failed command or API call is the upgrade's failure; whatever else was thrown speaks for itself. */
function failure(step: StepIdentity, action: Action, error: unknown): unknown {
  const ofTheUpgrade =
    error instanceof RehearsalError ? error.code === 'command-failed' : apiFailure(error) !== null;
  if (!ofTheUpgrade) return error;
  const message = `${action} of ${step.node} failed: ${errorText(error)}`;
  return new RehearsalError('upgrade-failed', message, { cause: error });
}
