import type { NodeRef, NodeState, Slot } from '../../journal/records.ts';
import type { Bound } from '../model.ts';
import type { InferredStep } from './inferred-step.ts';

/** A new node that came, or will come, before the node of the next step is drained. */
interface SurgeNode {
  readonly began: Bound;
  /** Null while it has not registered. */
  readonly registered: { readonly node: NodeRef; readonly moment: Bound } | null;
}

type OpenStep = (node: NodeRef, began: Bound, expectsSuccessor: boolean) => InferredStep;

/**
 * One pool in a roll that a command does: which slot a new node takes, and which step brought it. A new node is the
 * successor of the oldest step that has none; where no step waits for one, it is of the surge of the next step. As many
 * steps, the last ones, have no successor (see `planReplacements`).
 */
export class InferredPool {
  /** Nodes of this round of the roll that have not had their step, in the order of their slots. */
  #waiting: NodeRef[] = [];
  readonly #slots: readonly Slot[];
  /** Ordinals of the slots that a new node of this round has taken. */
  readonly #taken = new Set<number>();
  /** How many nodes the command said it detached, and how many new ones came ahead of their step. */
  #detached = 0;
  #surged = 0;
  #pending: SurgeNode[] = [];
  #first: InferredStep | null = null;
  /** Steps that wait for a successor, the oldest first. */
  readonly #vacant: InferredStep[] = [];

  constructor(nodes: readonly NodeRef[]) {
    this.#slots = nodes.map(({ slot }) => slot).toSorted((a, b) => a.ordinal - b.ordinal);
    this.#begin(nodes);
  }

  /**
   * A further round begins, though this one may not be over: what it detached and did not end still leaves without a
   * successor, as the last of its pool.
   * @param members all nodes of the pool that should be there
   */
  turn(members: readonly NodeRef[]): void {
    this.#begin(members);
    this.#pending = [];
    this.#surged = Math.max(0, members.length - this.#slots.length);
    this.#detached = this.#surged;
  }

  /**
   * The command has taken a node out of its pool's count, for a new one to come first.
   * @param members all nodes of the pool that should be there
   */
  detach(name: string | null, moment: Bound, members: readonly NodeRef[]): void {
    const isLeft = this.#waiting.length === 0 && members.some((member) => member.name === name);
    if (isLeft) this.#begin(members);
    this.#detached += 1;
    if (this.#detached <= this.#surged) return;
    if (this.#first === null) this.#pending.push({ began: moment, registered: null });
    else this.#first.beginProvision(moment);
  }

  /**
   * @param members all nodes of the pool that should be there
   * @returns the step, and the nodes that came ahead of it
   */
  open(
    node: NodeRef,
    moment: Bound,
    members: readonly NodeRef[],
    openStep: OpenStep,
  ): { readonly step: InferredStep; readonly ahead: readonly NodeRef[] } {
    // A node that this round has brought is rolled again: a further round, as on the way back.
    if (!this.#waiting.some(({ name }) => name === node.name)) this.#begin(members);
    this.#waiting = this.#waiting.filter(({ name }) => name !== node.name);
    const expectsSuccessor = this.#waiting.length >= Math.max(this.#detached, this.#surged);
    const began = this.#pending[0]?.began ?? moment;
    const step = openStep(node, began, expectsSuccessor);
    this.#first ??= step;
    for (const { began, registered } of this.#pending)
      if (registered === null) step.beginProvision(began);
      else step.provide(registered.node, 'ahead', began, registered.moment);
    const ahead = this.#pending.flatMap(({ registered }) => (registered === null ? [] : [registered.node]));
    this.#pending = [];
    if (expectsSuccessor) this.#vacant.push(step);
    return { step, ahead };
  }

  /**
   * A node of the pool that was not there before.
   * @returns it in its slot, and the step that it belongs to, null as long as that has not begun; null: it has no slot
   */
  arrive(
    state: NodeState,
    moment: Bound,
  ): { readonly node: NodeRef; readonly step: InferredStep | null } | null {
    const isAnnounced = this.#surged < this.#detached;
    const vacant = isAnnounced ? undefined : this.#vacant.shift();
    if (vacant !== undefined) {
      const node = this.#place(state, this.#slotAfter(vacant));
      vacant.provide(node, 'successor', moment, moment);
      return { node, step: vacant };
    }
    const slot = this.#lastFreeSlot();
    if (slot === undefined || (!isAnnounced && this.#surged >= this.#waiting.length)) return null;
    this.#surged += 1;
    const node = this.#place(state, slot);
    if (this.#first !== null && isAnnounced) {
      this.#first.provide(node, 'ahead', moment, moment);
      return { node, step: this.#first };
    }
    const announced = this.#pending.findIndex(({ registered }) => registered === null);
    const surge = { began: this.#pending[announced]?.began ?? moment, registered: { node, moment } };
    if (announced < 0) this.#pending.push(surge);
    else this.#pending[announced] = surge;
    return { node, step: null };
  }

  #begin(nodes: readonly NodeRef[]): void {
    this.#waiting = nodes.toSorted((a, b) => a.slot.ordinal - b.slot.ordinal);
    this.#taken.clear();
    this.#detached = 0;
    this.#surged = 0;
    this.#first = null;
    this.#vacant.length = 0;
  }

  /** The node's own slot, unless a surge has taken it: then the first that is free. */
  #slotAfter({ node }: InferredStep): Slot {
    if (!this.#taken.has(node.slot.ordinal)) return node.slot;
    return this.#slots.find(({ ordinal }) => !this.#taken.has(ordinal)) ?? node.slot;
  }

  #lastFreeSlot(): Slot | undefined {
    return this.#slots.findLast(({ ordinal }) => !this.#taken.has(ordinal));
  }

  #place({ name, uid, providerId }: NodeState, slot: Slot): NodeRef {
    this.#taken.add(slot.ordinal);
    return { uid, name, slot, ...(providerId !== undefined && { providerId }) };
  }
}
