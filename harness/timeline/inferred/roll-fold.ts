import type { NodeRef, NodeState, RecordOf } from '../../journal/records.ts';
import type { Bound } from '../model.ts';
import { InferredPool } from './inferred-pool.ts';
import { type InferredIntent, InferredStep } from './inferred-step.ts';

/**
 * Infers the steps of a roll that a command does, from what the API shows of the nodes and what the command prints, and
 * yields them as the intents that this tool would have journaled. Without a line of the command the API alone says it.
 */
export class RollFold {
  readonly #emit: (intent: InferredIntent) => void;
  #repeat = 0;
  /** Null: nodes are not rolled by a command. */
  #pools: Map<string, InferredPool> | null = null;
  /** Nodes that should be there, by name; those that have gone are known further on, for lines that are behind. */
  readonly #members = new Map<string, NodeRef>();
  readonly #known = new Map<string, NodeRef>();
  /** Since when a node that should be there is Ready, by name. */
  readonly #readySince = new Map<string, Bound>();
  /** Nodes that belong to no slot, by uid: they were there before the roll, or nobody waits for them. */
  readonly #others = new Set<string>();
  readonly #steps: InferredStep[] = [];
  /** The last step of each node, and the step that each new node is of. */
  readonly #ofNode = new Map<string, InferredStep>();
  readonly #broughtBy = new Map<string, InferredStep>();
  #upgrade: 'before' | 'running' | 'over' = 'before';
  /** The step that the command's last lines are about. */
  #current: InferredStep | null = null;
  /** The command's own words for why it failed. */
  #failure: string | null = null;

  constructor(emit: (intent: InferredIntent) => void) {
    this.#emit = emit;
  }

  cluster({ nodes, rolling, repeat }: RecordOf<'cluster'>): void {
    if (rolling !== 'command') return;
    this.#repeat = repeat ?? 0;
    for (const node of nodes) this.#add(node);
    const pools = Map.groupBy(nodes, ({ slot }) => slot.pool);
    this.#pools = new Map([...pools].map(([name, inPool]) => [name, new InferredPool(inPool)]));
  }

  phase({ phase, edge }: RecordOf<'phase'>): void {
    if (phase === 'upgrade') this.#upgrade = edge === 'begin' ? 'running' : 'over';
  }

  /** Every node may be rolled once more, whatever was left of the round before. */
  wayBack(atUs: number): void {
    const moment: Bound = { atUs, knownFrom: 'intent' };
    for (const step of this.#steps) step.fail('aborted', 'the roll was ended', moment);
    // The API shows the Node of an ended machine for a while.
    const isThere = ({ name }: NodeRef) => !this.#ofNode.get(name)?.hasReached('ended');
    for (const [name, pool] of this.#pools ?? []) pool.turn(this.#listMembers(name).filter(isThere));
  }

  /** @param before what was known of a node of this name */
  node(before: NodeState | undefined, { node: after, change, atUs }: RecordOf<'node'>): void {
    if (this.#pools === null) return;
    const moment: Bound = { atUs, knownFrom: 'api' };
    if (before !== undefined && before.uid !== after.uid) this.#gone(before, moment);
    if (change === 'deleted') this.#gone(after, moment);
    else if (this.#members.has(after.name)) this.#seen(before, after, moment);
    else this.#arrived(after, moment);
  }

  command({ command, edge, outcome = 'done', exitCode = 0, atUs }: RecordOf<'roll-command'>): void {
    const moment: Bound = { atUs, knownFrom: 'tool' };
    if (edge === 'begin') this.#failure = null;
    else if (outcome !== 'done') {
      const end = outcome === 'aborted' ? 'was ended' : `ended with code ${exitCode}`;
      const detail = this.#failure ?? `${command.join(' ')} ${end}`;
      for (const step of this.#steps) step.fail(outcome, detail, moment);
    }
    this.#turnTo(null, moment);
  }

  line({ what, node, instance, pool, text, atUs }: RecordOf<'roll-line'>): void {
    const moment: Bound = { atUs, knownFrom: 'tool' };
    const member = this.#findMember(node, instance);
    switch (what) {
      case 'detaching':
        this.#turnTo(null, moment);
        this.#detached(member, pool, moment);
        break;
      case 'draining':
        this.#turnTo(member, moment);
        this.#current?.turn(moment);
        break;
      case 'drained':
        this.#current?.reach('drained', moment);
        break;
      case 'terminating':
        this.#turnTo(member, moment);
        this.#current?.reach('terminating', moment);
        break;
      case 'interval':
        this.#current?.reach('ended', moment);
        this.#current?.beginInterval(moment);
        break;
      case 'validating':
        this.#current?.reach('ended', moment);
        this.#current?.beginGate(moment);
        break;
      case 'not-validated':
        this.#current?.noteMissed(text);
        break;
      case 'validated':
        this.#current?.endGate(moment);
        this.#turnTo(null, moment);
        break;
      case 'failed':
        this.#failure = text;
        break;
      case 'tainting':
      case 'revalidating':
      // A roll that failed says so, too: only the command's end counts.
      case 'completed':
      case null:
        break;
    }
  }

  #seen(before: NodeState | undefined, after: NodeState, moment: Bound): void {
    const { name, ready, unschedulable } = after;
    const wasCordoned = before?.uid === after.uid && before.unschedulable;
    this.#noteReadiness(name, ready, moment);
    const member = this.#members.get(name);
    if (unschedulable && !wasCordoned && member !== undefined) {
      this.#takeStep(member, moment)?.reach('cordoned', moment);
    } else if (!unschedulable && wasCordoned) this.#ofNode.get(name)?.uncordon(moment);
    // Only then: what is restarted where it is would not be Ready for a moment either.
    const step = this.#ofNode.get(name);
    if (!ready && step?.hasReached('terminating')) step.reach('ended', moment);
  }

  #gone({ name, uid }: NodeState, moment: Bound): void {
    this.#others.delete(uid);
    const member = this.#members.get(name);
    if (member !== undefined) this.#takeStep(member, moment)?.reach('ended', moment);
    this.#members.delete(name);
    this.#readySince.delete(name);
  }

  /** A node that is new, once it says which pool it is of. */
  #arrived(state: NodeState, moment: Bound): void {
    const { uid, pool, ready } = state;
    if (this.#upgrade === 'before') this.#others.add(uid);
    if (pool === undefined || this.#others.has(uid)) return;
    const arrived = this.#pools?.get(pool)?.arrive(state, moment) ?? null;
    if (arrived === null) {
      this.#others.add(uid);
      return;
    }
    const { node, step } = arrived;
    this.#ofNode.delete(node.name);
    this.#add(node);
    if (step !== null) this.#broughtBy.set(node.name, step);
    this.#noteReadiness(node.name, ready, moment);
  }

  #add(node: NodeRef): void {
    this.#members.set(node.name, node);
    this.#known.set(node.name, node);
  }

  #noteReadiness(name: string, ready: boolean, moment: Bound): void {
    if (!ready) this.#readySince.delete(name);
    else if (!this.#readySince.has(name)) this.#readySince.set(name, moment);
    if (ready) this.#broughtBy.get(name)?.ready(name, moment);
  }

  #detached(member: NodeRef | null, pool: string | null, moment: Bound): void {
    const name = pool ?? member?.slot.pool;
    if (name === undefined || this.#upgrade !== 'running') return;
    this.#pools?.get(name)?.detach(member?.name ?? null, moment, this.#listMembers(name));
  }

  /** The command's lines are about this node's step from now on; null: about none. */
  #turnTo(member: NodeRef | null, moment: Bound): void {
    const step = member === null ? null : this.#takeStep(member, moment);
    if (step !== this.#current) this.#current?.endWaits(moment);
    this.#current = step;
  }

  /** The node's step, begun now if it had none; null where none can begin. */
  #takeStep(member: NodeRef, moment: Bound): InferredStep | null {
    const known = this.#ofNode.get(member.name);
    if (known !== undefined && (!known.over || known.hasReached('ended'))) return known;
    const { pool } = member.slot;
    if (this.#upgrade !== 'running') return known ?? null;
    const opened = this.#pools?.get(pool)?.open(member, moment, this.#listMembers(pool), this.#open);
    if (opened === undefined) return null;
    const { step, ahead } = opened;
    this.#ofNode.set(member.name, step);
    for (const { name } of ahead) {
      this.#broughtBy.set(name, step);
      const ready = this.#readySince.get(name);
      if (ready !== undefined) step.ready(name, ready);
    }
    return step;
  }

  readonly #open = (node: NodeRef, began: Bound, expectsSuccessor: boolean): InferredStep => {
    const place = { index: this.#steps.length, repeat: this.#repeat, node, expectsSuccessor };
    const step = new InferredStep(place, began, this.#emit);
    this.#steps.push(step);
    return step;
  };

  #listMembers(pool: string): readonly NodeRef[] {
    return [...this.#members.values()].filter(({ slot }) => slot.pool === pool);
  }

  #findMember(node: string | null, instance: string | null): NodeRef | null {
    if (node !== null && this.#known.has(node)) return this.#known.get(node) ?? null;
    if (instance === null) return null;
    const isIt = ({ name, providerId }: NodeRef) => name === instance || providerId?.endsWith(`/${instance}`);
    return [...this.#known.values()].find(isIt) ?? null;
  }
}
