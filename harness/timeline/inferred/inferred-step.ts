import type { Action, NodeRef, Outcome, RecordOf } from '../../journal/records.ts';
import type { Bound } from '../model.ts';

/** What this tool would have journaled, had it done the action itself; with where its time is known from. */
export type InferredIntent = RecordOf<'intent'> & Pick<Bound, 'knownFrom'>;

/** What becomes of the node of a step, in this order: whatever shows one of them shows those before it, too. */
const stages = ['open', 'cordoned', 'drained', 'terminating', 'ended'] as const;
type Stage = (typeof stages)[number];

interface StepPlace {
  readonly index: number;
  readonly repeat: number;
  readonly node: NodeRef;
  /** Whether its pool gets a new node for it; the last ones of a surge have none. */
  readonly expectsSuccessor: boolean;
}

/** One node's step in a roll that a command does: yields each action once, however its evidence is interleaved. */
export class InferredStep {
  readonly node: NodeRef;
  readonly #place: StepPlace;
  readonly #emit: (intent: InferredIntent) => void;
  /** Actions under way, the outermost first. */
  readonly #underWay: Action[] = [];
  /** New nodes that are not Ready yet, by name. */
  readonly #awaited = new Set<string>();
  #reached = 0;
  /** Its machine has ended, or its node takes pods again. */
  #left = false;
  #hasSuccessor = false;
  #over = false;
  /** For people: why the last validation did not pass. */
  #missed: string | null = null;

  constructor(place: StepPlace, began: Bound, emit: (intent: InferredIntent) => void) {
    this.#place = place;
    this.node = place.node;
    this.#emit = emit;
    this.#begin('step', began);
  }

  /** Its node's step is over, whatever is still waited for after it. */
  get over(): boolean {
    return this.#over;
  }

  hasReached(stage: Stage): boolean {
    return this.#reached >= stages.indexOf(stage);
  }

  /** The node is named as the one whose turn it is, before the API shows its cordon. */
  turn(moment: Bound): void {
    if (!this.hasReached('cordoned') && !this.#underWay.includes('cordon')) this.#begin('cordon', moment);
  }

  /** The node has got so far, at this moment unless it was known before. */
  reach(stage: Stage, moment: Bound): void {
    if (this.#left) return;
    while (!this.hasReached(stage)) {
      this.#reached += 1;
      this.#enter(stages[this.#reached] as Stage, moment);
    }
    this.#finish(moment);
  }

  /** The node takes pods again: it was upgraded where it is. */
  uncordon(moment: Bound): void {
    if (this.#left || this.hasReached('terminating')) return;
    this.reach('drained', moment);
    this.#begin('uncordon', moment);
    this.#end('uncordon', moment);
    this.#left = true;
    this.#hasSuccessor = true;
    this.#finish(moment);
  }

  /** A machine for it, or for the surge that begins with it, is being made. */
  beginProvision(moment: Bound): void {
    this.#begin('provision', moment);
  }

  /** A new node has registered. Only the successor shows that the machine of this step's node has ended. */
  provide(provisioned: NodeRef, as: 'ahead' | 'successor', began: Bound, moment: Bound): void {
    if (as === 'successor') {
      this.#hasSuccessor = true;
      this.#awaited.add(provisioned.name);
      this.reach('ended', moment);
    }
    this.#awaited.add(provisioned.name);
    if (!this.#underWay.includes('provision')) this.#begin('provision', began);
    this.#end('provision', moment, { provisioned, detail: describeNewNode(provisioned) });
    this.#begin('await-version', moment);
  }

  /** A node that was provided is Ready. */
  ready(name: string, moment: Bound): void {
    if (!this.#awaited.delete(name)) return;
    this.#end('await-version', moment);
    this.#finish(moment);
  }

  beginInterval(moment: Bound): void {
    this.endWaits(moment);
    this.#begin('interval', moment);
  }

  beginGate(moment: Bound): void {
    this.#end('interval', moment);
    if (!this.#underWay.includes('gate')) this.#begin('gate', moment);
  }

  /** A validation did not pass: why, in the command's words. */
  noteMissed(text: string): void {
    this.#missed = text;
  }

  endGate(moment: Bound): void {
    this.#end('gate', moment);
    this.#missed = null;
  }

  /** The command does something else: neither pause nor validation goes on. */
  endWaits(moment: Bound): void {
    this.#end('interval', moment);
    this.#end('gate', moment);
  }

  /** The command ended before it was done: so did all that was under way. */
  fail(outcome: Exclude<Outcome, 'done'>, detail: string, moment: Bound): void {
    const validating = this.#underWay.includes('gate') ? this.#missed : null;
    for (const action of this.#underWay.toReversed()) {
      const why = action === 'gate' && validating !== null ? `${detail} (${validating})` : detail;
      this.#end(action, moment, { outcome, detail: why });
    }
    this.#over = true;
  }

  #enter(stage: Stage, moment: Bound): void {
    switch (stage) {
      case 'cordoned':
        if (!this.#underWay.includes('cordon')) this.#begin('cordon', moment);
        this.#end('cordon', moment);
        this.#begin('drain', moment);
        break;
      case 'drained':
        this.#end('drain', moment);
        break;
      case 'terminating':
        this.#begin('retire', moment);
        break;
      case 'ended':
        this.#end('retire', moment);
        this.#left = true;
        if (this.#place.expectsSuccessor && !this.#hasSuccessor) this.#begin('provision', moment);
        break;
      case 'open':
        break;
    }
  }

  #finish(moment: Bound): void {
    const provided = this.#hasSuccessor || !this.#place.expectsSuccessor;
    const comes = this.#underWay.includes('provision') || this.#awaited.size > 0;
    if (this.#over || !this.#left || !provided || comes) return;
    this.#over = true;
    this.#end('step', moment);
  }

  #begin(action: Action, moment: Bound): void {
    this.#underWay.push(action);
    this.#emit({ ...this.#identity(action, moment), edge: 'begin' });
  }

  /** Nothing where no such action is under way. */
  #end(action: Action, moment: Bound, more: Partial<InferredIntent> = {}): void {
    const place = this.#underWay.lastIndexOf(action);
    if (place < 0) return;
    this.#underWay.splice(place, 1);
    this.#emit({ ...this.#identity(action, moment), edge: 'end', outcome: 'done', ...more });
  }

  #identity(action: Action, { atUs, knownFrom }: Bound) {
    const { index, repeat, node } = this.#place;
    const identity = { step: index, repeat, node: node.name, slot: node.slot, action };
    return { type: 'intent' as const, atUs, knownFrom, ...identity };
  }
}

const describeNewNode = ({ name, slot }: NodeRef): string =>
  `${name} in slot ${slot.ordinal} of pool ${slot.pool}`;
