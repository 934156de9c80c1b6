import type { NodeState, RecordOf } from '../journal/records.ts';
import { findLeftBehind } from './inferred/left-behind.ts';
import type { Timeline, Turn } from './model.ts';

/** What else has to know that nodes go back from now on. */
interface Follower {
  wayBack(atUs: number): void;
}

/** Folds where a roll was ended early, and from when on its nodes go back. */
export class TurnFold {
  readonly #followers: readonly Follower[];
  readonly turn: { -readonly [K in keyof Turn]: Turn[K] } = { stop: null, wayBack: null };
  /** Nodes that the ended command had left cordoned. */
  readonly #cordoned = new Set<string>();

  readonly #onLeft: (node: NodeState, atUs: number) => void;

  /** @param onLeft is given each node that was left cordoned, as it counts from now on */
  constructor(followers: readonly Follower[], onLeft: (node: NodeState, atUs: number) => void) {
    this.#followers = followers;
    this.#onLeft = onLeft;
  }

  add(record: RecordOf<'roll-stop' | 'way-back'>, timeline: Timeline): void {
    if (record.type === 'roll-stop') {
      this.turn.stop = record;
      return;
    }
    const { atUs, to } = record;
    const left = findLeftBehind(timeline);
    this.turn.wayBack = { fromUs: atUs, to, left };
    for (const { node, cordoned } of left) {
      const held = timeline.nodes.get(node);
      if (!cordoned || held === undefined) continue;
      this.#cordoned.add(node);
      this.#onLeft(this.withoutLeft(held.state), atUs);
    }
    for (const follower of this.#followers) follower.wayBack(atUs);
  }

  /** A cordon that was left behind is no lack of the way back: its steps leave it until its node's own turn. */
  withoutLeft(node: NodeState): NodeState {
    return this.#cordoned.has(node.name) ? { ...node, unschedulable: false } : node;
  }
}
