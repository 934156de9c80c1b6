import { pause } from '../async/pause.ts';
import type { Clock } from '../journal/clock.ts';
import type { Action, Intent } from '../journal/records.ts';
import { errorText } from '../kube/api-error.ts';
import type { RollStep } from '../plan/plan.ts';
import type { GatePolicy } from '../scenario/scenario.ts';
import { awaitInARow } from './gate.ts';
import type { Append, Explain, RollPlan, Validate } from './roller.ts';

/** Inputs of every roller. */
export interface StepOptions {
  /** Null: no gate between the steps. */
  readonly gate: GatePolicy | null;
  readonly validate: Validate;
  /** See `awaitInARow`. */
  readonly explain?: Explain;
  readonly append: Append;
  readonly clock: Clock;
  /** Which repetition of the roll, from 0. */
  readonly repeat?: number;
  /**
   * Once aborted no step begins, intervals and gates end, and the roll throws its reason: an incomplete roll
   * does not count as done.
   */
  readonly stopAfterStep?: AbortSignal;
}

/** Shared by all intents of a step. */
export type StepIdentity = Pick<Intent, 'step' | 'repeat' | 'node' | 'slot'>;

/**
 * Step by step: `step` around the node's `change`, then the interval, then the gate.
 * @throws after the `end` intent of a failed or aborted action
 */
export async function* rollSteps(
  plan: RollPlan,
  signal: AbortSignal,
  options: StepOptions,
  change: (step: StepIdentity, planned: RollStep) => AsyncIterable<Intent>,
): AsyncGenerator<Intent, void> {
  const { gate, validate, explain, append, clock } = options;
  const waiting = options.stopAfterStep ? AbortSignal.any([signal, options.stopAfterStep]) : signal;
  for (const [index, planned] of plan.steps.entries()) {
    const { node, intervalMs } = planned;
    waiting.throwIfAborted();
    const step = { step: index, repeat: options.repeat ?? 0, node: node.name, slot: node.slot };
    yield* encloseActions(step, 'step', signal, change(step, planned));
    waiting.throwIfAborted();
    if (intervalMs > 0) yield* performAction(step, 'interval', waiting, () => pause(intervalMs, waiting));
    if (gate === null) continue;
    const passGate = () =>
      awaitInARow({
        ...{ validate, policy: gate, step: index, append, clock, signal: waiting },
        ...(explain && { explain }),
      });
    yield* performAction(step, 'gate', waiting, passGate);
  }
}

/** Optional fields of an action's end intent. */
export type ActionResult = Pick<Intent, 'detail' | 'provisioned'>;

const describeResult = (done: unknown): ActionResult => (typeof done === 'string' ? { detail: done } : {});

/** One action between its two intents. The text from `work`, or its error, becomes the detail. */
export async function* performAction<T>(
  step: StepIdentity,
  action: Action,
  signal: AbortSignal,
  work: () => Promise<T>,
  tell: (done: T) => ActionResult = describeResult,
): AsyncGenerator<Intent, T> {
  yield { ...step, action, edge: 'begin' };
  let done: T;
  try {
    signal.throwIfAborted();
    done = await work();
  } catch (error) {
    yield createEndIntent(step, action, signal, error);
    throw error;
  }
  yield { ...step, action, edge: 'end', outcome: 'done', ...tell(done) };
  return done;
}

async function* encloseActions(
  step: StepIdentity,
  action: Action,
  signal: AbortSignal,
  inner: AsyncIterable<Intent>,
): AsyncGenerator<Intent, void> {
  yield { ...step, action, edge: 'begin' };
  try {
    yield* inner;
  } catch (error) {
    yield createEndIntent(step, action, signal, error);
    throw error;
  }
  yield { ...step, action, edge: 'end', outcome: 'done' };
}

function createEndIntent(step: StepIdentity, action: Action, signal: AbortSignal, error: unknown): Intent {
  const outcome = signal.aborted ? 'aborted' : 'failed';
  return { ...step, action, edge: 'end', outcome, detail: errorText(error) };
}
