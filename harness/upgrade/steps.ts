import { interleave } from '../async/interleave.ts';
import { pause } from '../async/pause.ts';
import type { Clock } from '../journal/clock.ts';
import type { Action, Intent } from '../journal/records.ts';
import { errorText } from '../kube/api-error.ts';
import { groupSteps, type RollStep } from '../plan/roll-plan.ts';
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
   * Once aborted no group of steps begins, intervals and gates end, and the roll throws its reason: an incomplete roll
   * does not count as done.
   */
  readonly stopAfterStep?: AbortSignal;
}

/** Shared by all intents of a step. */
export type StepIdentity = Pick<Intent, 'step' | 'repeat' | 'node' | 'slot' | 'group'>;

/**
 * Group by group, the steps of each side by side: `step` around each node's `change`, then one interval and one gate, which
 * are those of the group's last step. Where a step fails, those side by side with it are ended first.
 * @throws after the `end` intent of a failed or aborted action; the first error of a group
 */
export async function* rollSteps(
  plan: RollPlan,
  signal: AbortSignal,
  options: StepOptions,
  change: (step: StepIdentity, planned: RollStep) => AsyncIterable<Intent>,
): AsyncGenerator<Intent, void> {
  const waiting = options.stopAfterStep ? AbortSignal.any([signal, options.stopAfterStep]) : signal;
  for (const [number, group] of groupSteps(plan.steps).entries()) {
    waiting.throwIfAborted();
    const steps = group.map(({ index, step: planned }) => ({
      planned,
      step: {
        ...{ step: index, repeat: options.repeat ?? 0, node: planned.node.name, slot: planned.node.slot },
        ...(group.length > 1 && { group: number }),
      },
    }));
    yield* interleave(
      steps.map(({ step, planned }) => encloseActions(step, 'step', signal, change(step, planned))),
    );
    waiting.throwIfAborted();
    const last = steps.at(-1);
    if (last !== undefined) yield* passGate(last.step, last.planned.intervalMs, waiting, options);
  }
}

/** The interval after a group, then its gate. */
async function* passGate(
  step: StepIdentity,
  intervalMs: number,
  signal: AbortSignal,
  { gate, validate, explain, append, clock }: StepOptions,
): AsyncGenerator<Intent, void> {
  if (intervalMs > 0) yield* performAction(step, 'interval', signal, () => pause(intervalMs, signal));
  if (gate === null) return;
  yield* performAction(step, 'gate', signal, () =>
    awaitInARow({
      ...{ validate, policy: gate, step: step.step, append, clock, signal },
      ...(explain && { explain }),
    }),
  );
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
