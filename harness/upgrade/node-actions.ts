import { pause } from '../async/pause.ts';
import type { NodeMaintenance } from '../clusters/cluster.ts';
import { RehearsalError } from '../errors.ts';
import type { Action, Intent } from '../journal/records.ts';
import { apiFailure, errorText } from '../kube/api-error.ts';
import type { Kube } from '../kube/connect.ts';
import { setNodeLabels, setUnschedulable } from '../kube/nodes.ts';
import { retryTransient } from '../kube/request.ts';
import type { DrainPolicy } from '../scenario/scenario.ts';
import { drain } from './drain/drain.ts';
import type { Quarantine } from './quarantine.ts';
import { type ActionResult, performAction, type StepIdentity, type StepOptions } from './steps.ts';

/** How long cordon and uncordon wait for an API server that has just been restarted. */
const apiBackWithinMs = 2 * 60_000;

/** As AKS marks a node that it could not drain. */
const quarantineLabels = { 'kubernetes.azure.com/upgrade-status': 'Quarantined' };

export interface NodeOptions extends StepOptions {
  readonly ops: NodeMaintenance;
  readonly kube: Kube;
  readonly drain: DrainPolicy;
  /** Absent: no node of this roll gets into quarantine. */
  readonly quarantine?: Quarantine;
}

/** The actions of one step, on its own node unless they say otherwise. Each yields the intents around it. */
export interface NodeActions {
  act<T>(action: Action, work: () => Promise<T>, tell?: (done: T) => ActionResult): AsyncGenerator<Intent, T>;
  cordon(withinMs?: number): AsyncGenerator<Intent, unknown>;
  uncordon(): AsyncGenerator<Intent, unknown>;
  /** With the delay after it, if the policy has one. The node may be in quarantine then, which ends its step. */
  drain(): AsyncGenerator<Intent, 'drained' | 'quarantined'>;
}

/**
 * Shared by all ways of upgrading a node. A failed command or API call is thrown as `upgrade-failed` with the
 * node's name, a drain as `drain-timed-out`.
 */
export function createNodeActions(
  step: StepIdentity,
  signal: AbortSignal,
  options: NodeOptions,
): NodeActions {
  const act: NodeActions['act'] = (action, work, tell) =>
    performAction(
      step,
      action,
      signal,
      () => work().catch((error: unknown) => Promise.reject(createFailure(step, action, error))),
      tell,
    );
  const mark = (unschedulable: boolean, timeoutMs: number) =>
    retryTransient(() => setUnschedulable(options.kube, step.node, unschedulable, signal), {
      signal,
      timeoutMs,
    });
  return {
    act,
    cordon: (withinMs = apiBackWithinMs) => act('cordon', () => mark(true, withinMs)),
    uncordon: () => act('uncordon', () => mark(false, apiBackWithinMs)),
    drain: () => drainOrQuarantine(act, step, signal, options),
  };
}

async function* drainOrQuarantine(
  act: NodeActions['act'],
  step: StepIdentity,
  signal: AbortSignal,
  options: NodeOptions,
): AsyncGenerator<Intent, 'drained' | 'quarantined'> {
  const { kube, quarantine, drain: policy } = options;
  try {
    yield* act('drain', () => drain({ ...options, node: step.node, policy, step: step.step, signal }));
  } catch (error) {
    if (!(error instanceof RehearsalError) || error.code !== 'drain-timed-out') throw error;
    if (quarantine === undefined || signal.aborted) throw error;
    quarantine.add(error);
    const mark = () => setNodeLabels(kube, step.node, quarantineLabels, signal);
    yield* act('quarantine', () => retryTransient(mark, { signal, timeoutMs: apiBackWithinMs }));
    return 'quarantined';
  }
  const { postDrainDelayMs } = policy;
  // A load balancer may still send to a node whose pods have left: its proxy sends on what comes.
  if (postDrainDelayMs > 0) yield* act('post-drain-delay', () => pause(postDrainDelayMs, signal));
  return 'drained';
}

/** A failed command or API call is the upgrade's failure; other errors are rethrown unchanged. */
function createFailure(step: StepIdentity, action: Action, error: unknown): unknown {
  const ofTheUpgrade =
    error instanceof RehearsalError ? error.code === 'command-failed' : apiFailure(error) !== null;
  if (!ofTheUpgrade) return error;
  const message = `${action} of ${step.node} failed: ${errorText(error)}`;
  return new RehearsalError('upgrade-failed', message, { cause: error });
}
