import { interleave } from '../async/interleave.ts';
import { pause } from '../async/pause.ts';
import type { Clock } from '../journal/clock.ts';
import type { Action, Intent } from '../journal/records.ts';
import { errorText } from '../kube/api-error.ts';
import { opensInstanceGroup } from '../plan/instance-groups.ts';
import { listStepMoments, type Moment, type StepMoments } from '../plan/moments.ts';
import { groupSteps, type RollStep } from '../plan/roll-plan.ts';
import type { GatePolicy, NodeGate, NodeRef } from '../scenario/scenario.ts';
import { awaitInARow } from './gate.ts';
import type { RunHooks } from './hooks/run-hooks.ts';
import type { Append, Explain, RollPlan, Validate } from './roller.ts';

/** Inputs of every roller. */
export interface StepOptions {
  /** Null: no gate between the steps. Its checks are part of `validate`. */
  readonly gate: (GatePolicy & Partial<Pick<NodeGate, 'beforeGroup'>>) | null;
  readonly validate: Validate;
  /** See `awaitInARow`. */
  readonly explain?: Explain;
  readonly append: Append;
  readonly clock: Clock;
  /** The user's own, around roles, pools and nodes; absent: none. They journal themselves. */
  readonly runHooks?: RunHooks;
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

/** One step of a group: those of a group go side by side. */
interface GroupMember {
  readonly step: StepIdentity;
  readonly planned: RollStep;
  readonly moments: StepMoments;
}

/**
 * Group by group, the steps of each side by side: `step` around each node's `change`, then one interval and one gate, which
 * are those of the group's last step. Where a step or one of its node's hooks fails, those side by side with it are ended first.
 *
 * Hooks of a node run before and after its own step. Those of a role or pool run before the first group of its nodes, which
 * the gate of its instance group follows, and after the gate of the last one.
 * @throws after the `end` intent of a failed or aborted action; the first error of a group
 */
export async function* rollSteps(
  plan: RollPlan,
  signal: AbortSignal,
  options: StepOptions,
  change: (step: StepIdentity, planned: RollStep) => AsyncIterable<Intent>,
): AsyncGenerator<Intent, void> {
  const waiting = options.stopAfterStep ? AbortSignal.any([signal, options.stopAfterStep]) : signal;
  const nodes = plan.steps.map(({ node }) => node);
  const runHooks = async (moments: readonly Moment[], { step }: StepIdentity) => {
    for (const moment of moments) await options.runHooks?.(moment, step, waiting);
  };
  async function* changeBetweenHooks({ step, planned, moments }: GroupMember): AsyncGenerator<Intent, void> {
    await runHooks(moments.before, step);
    waiting.throwIfAborted();
    yield* encloseActions(step, 'step', signal, change(step, planned));
    waiting.throwIfAborted();
    await runHooks(moments.after, step);
  }
  for (const group of listGroups(plan, options.repeat ?? 0)) {
    waiting.throwIfAborted();
    for (const { step, moments } of group) await runHooks(moments.begun, step);
    yield* passInstanceGroupGate(group, nodes, waiting, options);
    waiting.throwIfAborted();
    yield* interleave(group.map(changeBetweenHooks));
    waiting.throwIfAborted();
    const last = group.at(-1);
    if (last !== undefined) yield* passGate(last.step, last.planned.intervalMs, waiting, options);
    for (const { step, moments } of group) await runHooks(moments.ended, step);
  }
}

function listGroups({ steps }: RollPlan, repeat: number): readonly (readonly GroupMember[])[] {
  const nodes = steps.map(({ node }) => node);
  return groupSteps(steps).map((group, number) =>
    group.map(({ index, step: planned }) => ({
      planned,
      moments: listStepMoments(nodes, index),
      step: {
        ...{ step: index, repeat, node: planned.node.name, slot: planned.node.slot },
        ...(group.length > 1 && { group: number }),
      },
    })),
  );
}

/** The gate before the first node of the control planes or of a pool, if it has one and that node is in this group. */
async function* passInstanceGroupGate(
  group: readonly GroupMember[],
  nodes: readonly NodeRef[],
  signal: AbortSignal,
  options: StepOptions,
): AsyncGenerator<Intent, void> {
  const { gate } = options;
  if (gate === null || !gate.beforeGroup) return;
  const slots = nodes.map(({ slot }) => slot);
  const opening = group.find(({ step }) => opensInstanceGroup(slots, step.step));
  if (opening === undefined) return;
  const policy = { ...gate, validations: gate.beforeGroup };
  yield* performAction(opening.step, 'instance-group-gate', signal, () =>
    awaitGate(policy, opening.step, signal, options),
  );
}

/** The interval after a group, then its gate. */
async function* passGate(
  step: StepIdentity,
  intervalMs: number,
  signal: AbortSignal,
  options: StepOptions,
): AsyncGenerator<Intent, void> {
  const { gate } = options;
  if (intervalMs > 0) yield* performAction(step, 'interval', signal, () => pause(intervalMs, signal));
  if (gate !== null) yield* performAction(step, 'gate', signal, () => awaitGate(gate, step, signal, options));
}

function awaitGate(
  policy: GatePolicy,
  { step }: StepIdentity,
  signal: AbortSignal,
  { validate, explain, append, clock }: StepOptions,
): ReturnType<typeof awaitInARow> {
  return awaitInARow({ ...{ validate, policy, step, append, clock, signal }, ...(explain && { explain }) });
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
