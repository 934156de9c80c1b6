import { precedesStep } from '../journal/actions.ts';
import type { NodeRef, NodeState, Outcome } from '../journal/records.ts';
import type { Bound, NewNode, RecordOf, Step, StepAction } from './model.ts';
import { findQuarantine } from './quarantined.ts';

type Mutable<T> = { -readonly [K in keyof T]: T[K] };
type OpenStep = Mutable<Omit<Step, 'actions' | 'provisioned'>> & {
  actions: Mutable<StepAction>[];
  provisioned: Mutable<NewNode>[];
};

/** An intent of this tool's or, with another source, one that was inferred from what a command did. */
type KnownIntent = RecordOf<'intent'> & Partial<Pick<Bound, 'knownFrom'>>;

/**
 * Folds intents into steps. What the API showed of a node has priority over the intent to cordon, retire or await it.
 */
export class StepFold {
  readonly steps: OpenStep[] = [];
  /** Last step of each node. */
  readonly #ofNode = new Map<string, OpenStep>();
  /** New nodes, by name. */
  readonly #newNodes = new Map<string, Mutable<NewNode>>();
  /** Since when a node is cordoned, or Ready, according to the API. */
  readonly #cordonedSince = new Map<string, number>();
  readonly #readySince = new Map<string, number>();

  intent(record: KnownIntent): void {
    const step = this.#findStep(record);
    if (record.edge === 'begin') {
      const isPreceded = step.actions.length > 0 && step.actions.every(({ action }) => precedesStep(action));
      if (isPreceded && !precedesStep(record.action)) Object.assign(step, this.#findBegin(record));
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
    const open = step.actions.findLast((action) => action.action === record.action && action.toUs === null);
    if (open) Object.assign(open, { toUs: record.atUs, outcome, detail: record.detail ?? open.detail });
    // How the step ended has priority over failures within it: the roll may continue after a drain's timeout.
    if (record.action === 'step') step.outcome = outcome;
    else if (outcome !== 'done') step.outcome = worse(step.outcome, outcome);
    if (outcome === 'done') this.#done(step, record);
  }

  /** @param blindSinceUs since when nodes could not be seen without interruption until now; null if they can */
  node(before: NodeState | undefined, after: NodeState, atUs: number, blindSinceUs: number | null): void {
    const { name } = after;
    if (after.ready && before?.ready !== true) {
      this.#readySince.set(name, atUs);
      const fresh = this.#newNodes.get(name);
      if (fresh) fresh.ready = shown(fresh.ready, atUs, blindSinceUs);
    }
    const was = before?.unschedulable ?? false;
    if (was === after.unschedulable) return;
    if (after.unschedulable) this.#cordonedSince.set(name, atUs);
    else this.#cordonedSince.delete(name);
    const step = this.#ofNode.get(name);
    const expected = after.unschedulable ? 'cordon' : 'uncordon';
    if (step === undefined || !step.actions.some((action) => action.action === expected)) return;
    const key = after.unschedulable ? 'cordoned' : 'uncordoned';
    step[key] = shown(step[key], atUs, blindSinceUs);
  }

  /** Nodes may have a further step, which a cordon of the roll before did not begin. */
  wayBack(): void {
    this.#cordonedSince.clear();
  }

  /** The node no longer exists. */
  gone(name: string, atUs: number, blindSinceUs: number | null): void {
    this.#cordonedSince.delete(name);
    this.#readySince.delete(name);
    const step = this.#ofNode.get(name);
    // The tool that ended a machine knows when; the API learns of it from the cloud's controller, up to a minute later.
    const known = step?.retired?.knownFrom === 'tool';
    if (!known && step?.actions.some((action) => action.action === 'retire'))
      step.retired = shown(step.retired, atUs, blindSinceUs);
  }

  /** The intent record's time of an action, until the API shows it. */
  #done(step: OpenStep, { action, atUs, provisioned, knownFrom }: KnownIntent): void {
    const bound: Bound = { atUs, knownFrom: knownFrom ?? 'intent' };
    if (action === 'cordon') step.cordoned ??= bound;
    if (action === 'uncordon') step.uncordoned ??= bound;
    if (action === 'retire') step.retired ??= bound;
    if (provisioned !== undefined) this.#provisioned(step, provisioned);
    const last = step.provisioned.at(-1);
    // What is inferred of a new node is what the API showed of it, and has been noted.
    if (action === 'await-version' && knownFrom === undefined && last !== undefined) last.ready ??= bound;
  }

  #provisioned(step: OpenStep, node: NodeRef): void {
    const readyUs = this.#readySince.get(node.name);
    const fresh: NewNode = {
      node,
      ready: readyUs === undefined ? null : { atUs: readyUs, knownFrom: 'api' },
    };
    step.provisioned.push(fresh);
    this.#newNodes.set(node.name, fresh);
  }

  #findStep(record: KnownIntent): OpenStep {
    const known = this.steps.findLast((step) => step.index === record.step && step.repeat === record.repeat);
    if (known) return known;
    const step: OpenStep = {
      index: record.step,
      repeat: record.repeat,
      node: record.node,
      slot: record.slot,
      ...(record.group !== undefined && { group: record.group }),
      actions: [],
      outcome: null,
      ...this.#findBegin(record),
      uncordoned: null,
      retired: null,
      provisioned: [],
    };
    this.steps.push(step);
    this.#ofNode.set(record.node, step);
    return step;
  }

  /** When a step whose first action begins with the record began, by the API if that showed a cordon before. */
  #findBegin({ node, atUs, knownFrom = 'intent' }: KnownIntent): Pick<OpenStep, 'began' | 'cordoned'> {
    const cordonedUs = this.#cordonedSince.get(node);
    if (cordonedUs === undefined) return { began: { atUs, knownFrom }, cordoned: null };
    const cordoned: Bound = { atUs: cordonedUs, knownFrom: 'api' };
    return { began: atUs < cordonedUs ? { atUs, knownFrom } : cordoned, cordoned };
  }
}

/**
 * When a step had released its node: its uncordon, its quarantine or, if it replaced the node, the later of its removal
 * and its new nodes' readiness; null if it did not.
 */
export function findRelease(step: Step): Bound | null {
  if (step.uncordoned !== null) return step.uncordoned;
  const quarantined = findQuarantine(step);
  if (quarantined !== null) return quarantined;
  const done = step.actions.some((action) => action.action === 'step' && action.outcome === 'done');
  if (!done || step.retired === null) return null;
  return step.provisioned.reduce(
    (last, { ready }) => (ready !== null && ready.atUs > last.atUs ? ready : last),
    step.retired,
  );
}

/**
 * Records what the API shows of an action that may be known already. A new list after a blind period is
 * correct, but has its own time: our own record of the action is closer.
 */
function shown(noted: Bound | null, atUs: number, blindSinceUs: number | null): Bound {
  if (noted === null) return { atUs, knownFrom: 'api' };
  const late = blindSinceUs !== null && blindSinceUs <= noted.atUs;
  return late || noted.knownFrom === 'api' ? noted : { atUs, knownFrom: 'api' };
}

const gravity = { done: 0, aborted: 1, failed: 2 } as const;

function worse(a: Outcome | null, b: Outcome): Outcome {
  return a === null || gravity[b] > gravity[a] ? b : a;
}

/** Whether two steps of a roll went side by side: what happened meanwhile can't be attributed to one of them alone. */
export function areSideBySide(a: Step, b: Step): boolean {
  return a.group !== undefined && a.group === b.group && a.repeat === b.repeat;
}
