import type { NodeState, PodState, RecordOf, RolloutState } from '../../journal/records.ts';
import type { HeldState, Step } from '../model.ts';
import { inferEviction, readEvictions } from './evictions.ts';
import type { InferredIntent } from './inferred-step.ts';
import { RollFold } from './roll-fold.ts';

/** What is known so far; live. */
interface Known {
  readonly nodes: ReadonlyMap<string, HeldState<NodeState>>;
  readonly pods: ReadonlyMap<string, HeldState<PodState>>;
  readonly steps: readonly Step[];
}

/** The receiver of what was inferred. */
interface Listeners {
  intent(intent: InferredIntent): void;
  eviction(eviction: RecordOf<'eviction'>): void;
  /** A machine has ended, though the API still shows its node. */
  ended(node: NodeState, atUs: number): void;
}

/** Everything that is inferred of a roll that a command does; of one that this tool does, nothing. */
export class CommandRoll {
  readonly #known: Known;
  readonly #listeners: Listeners;
  readonly #fold = new RollFold((intent) => this.#intent(intent));
  /** Nodes, by uid, whose machines have ended. */
  readonly #ended = new Set<string>();
  #isByCommand = false;
  /** Name of the node whose record is being folded, where it is another machine than the one before. */
  #replaced: string | null = null;

  constructor(known: Known, listeners: Listeners) {
    this.#known = known;
    this.#listeners = listeners;
  }

  cluster(record: RecordOf<'cluster'>): void {
    this.#isByCommand = record.rolling === 'command';
    this.#fold.cluster(record);
  }

  phase(record: RecordOf<'phase'>): void {
    this.#fold.phase(record);
  }

  wayBack(atUs: number): void {
    this.#fold.wayBack(atUs);
  }

  /** What the command itself did or printed. */
  report(record: RecordOf<'roll-command' | 'roll-line'>): void {
    if (record.type === 'roll-command') {
      this.#fold.command(record);
      return;
    }
    this.#fold.line(record);
    for (const eviction of readEvictions(record, this.#known.pods, this.#known.steps))
      this.#listeners.eviction(eviction);
  }

  /** @param before what was known of a node of this name */
  node(before: NodeState | undefined, record: RecordOf<'node'>): void {
    const { name, uid } = record.node;
    // A machine of the same name has come instead.
    this.#replaced = before !== undefined && before.uid !== uid ? name : null;
    this.#fold.node(before, record);
    this.#replaced = null;
  }

  /** Called while what is known of the pod is still how it was before the record. */
  pod(record: RecordOf<'pod'>): void {
    if (!this.#isByCommand) return;
    const before = this.#known.pods.get(record.pod.uid)?.state;
    const eviction = inferEviction(before, record, this.#known.steps);
    if (eviction !== null) this.#listeners.eviction(eviction);
  }

  hasEnded({ uid }: NodeState): boolean {
    return this.#ended.has(uid);
  }

  /** A DaemonSet counts the pods of a machine that has ended for as long as the API shows its node. */
  withoutEnded(rollout: RolloutState): RolloutState {
    if (rollout.kind !== 'DaemonSet' || this.#ended.size === 0) return rollout;
    const { namespace, name, desired } = rollout;
    const isOfEnded = ({ state }: HeldState<PodState>) => {
      const node = this.#known.nodes.get(state.node ?? '')?.state;
      const isIts = state.namespace === namespace && state.owner === `DaemonSet/${name}`;
      return isIts && node !== undefined && this.hasEnded(node);
    };
    return { ...rollout, desired: desired - [...this.#known.pods.values()].filter(isOfEnded).length };
  }

  #intent(intent: InferredIntent): void {
    this.#listeners.intent(intent);
    if (intent.action !== 'retire' || intent.edge !== 'end' || intent.outcome !== 'done') return;
    const node = this.#known.nodes.get(intent.node)?.state;
    if (node === undefined || node.name === this.#replaced) return;
    this.#ended.add(node.uid);
    this.#listeners.ended(node, intent.atUs);
  }
}
