import type { NodeState, Outcome } from '../journal/records.ts';
import type { Bound, RecordOf, Step, StepAction } from './model.ts';

type Mutable<T> = { -readonly [K in keyof T]: T[K] };
type OpenStep = Mutable<Omit<Step, 'actions'>> & { actions: Mutable<StepAction>[] };

/** Folds intents into steps, and lets what the API showed of a node's cordon outrank the intent to cordon it. */
export class StepFold {
  readonly steps: OpenStep[] = [];
  /** Last step of each node. */
  readonly #ofNode = new Map<string, OpenStep>();
  /** Since when a node is cordoned, as the API shows it. */
  readonly #cordonedSince = new Map<string, number>();

  intent(record: RecordOf<'intent'>): void {
    const step = this.#stepOf(record);
    if (record.edge === 'begin') {
      step.actions.push({
        action: record.action,
        fromUs: record.atUs,
        toUs: null,
        outcome: null,
        detail: record.detail ?? null,
      });
      return;
    }
    const outcome: Outcome = record.outcome ?? 'done';
    const open = step.actions.findLast((one) => one.action === record.action && one.toUs === null);
    if (open) Object.assign(open, { toUs: record.atUs, outcome, detail: record.detail ?? open.detail });
    // How the step ended outranks what failed within it: a drain may time out and the roll go on.
    if (record.action === 'step') step.outcome = outcome;
    else if (outcome !== 'done') step.outcome = worse(step.outcome, outcome);
    const bound: Bound = { atUs: record.atUs, knownFrom: 'intent' };
    if (record.action === 'cordon' && outcome === 'done') step.cordoned ??= bound;
    if (record.action === 'uncordon' && outcome === 'done') step.uncordoned ??= bound;
  }

  /** @param blindSinceUs since when nodes could not be seen without a break until now; null when they can */
  node(before: NodeState | undefined, after: NodeState, atUs: number, blindSinceUs: number | null): void {
    const was = before?.unschedulable ?? false;
    if (was === after.unschedulable) return;
    if (after.unschedulable) this.#cordonedSince.set(after.name, atUs);
    else this.#cordonedSince.delete(after.name);
    const step = this.#ofNode.get(after.name);
    if (step === undefined) return;
    const key = after.unschedulable ? 'cordoned' : 'uncordoned';
    // What a relist after blindness brings is true, but its time is the list's: our own note of the deed is nearer.
    const late = blindSinceUs !== null && step[key] !== null && blindSinceUs <= step[key].atUs;
    const deed = step.actions.some((one) => one.action === (after.unschedulable ? 'cordon' : 'uncordon'));
    if (deed && !late && step[key]?.knownFrom !== 'api') step[key] = { atUs, knownFrom: 'api' };
  }

  #stepOf(record: RecordOf<'intent'>): OpenStep {
    const known = this.steps.findLast((step) => step.index === record.step && step.repeat === record.repeat);
    if (known) return known;
    const cordonedUs = this.#cordonedSince.get(record.node);
    const step: OpenStep = {
      index: record.step,
      repeat: record.repeat,
      node: record.node,
      slot: record.slot,
      actions: [],
      outcome: null,
      began:
        cordonedUs === undefined
          ? { atUs: record.atUs, knownFrom: 'intent' }
          : { atUs: cordonedUs, knownFrom: 'api' },
      cordoned: cordonedUs === undefined ? null : { atUs: cordonedUs, knownFrom: 'api' },
      uncordoned: null,
    };
    this.steps.push(step);
    this.#ofNode.set(record.node, step);
    return step;
  }
}

const gravity = { done: 0, aborted: 1, failed: 2 } as const;

function worse(a: Outcome | null, b: Outcome): Outcome {
  return a === null || gravity[b] > gravity[a] ? b : a;
}
