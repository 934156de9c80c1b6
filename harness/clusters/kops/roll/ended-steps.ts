import type { RollEvent } from '../../cluster.ts';

/** Counts the nodes whose steps have ended, by the lines of a roll: the machine was ended, and the validation after it held. */
export class EndedSteps {
  readonly #validates: boolean;
  #underWay = 0;
  #ended = 0;

  /** @param validates whether kops validates the cluster after each node */
  constructor(validates: boolean) {
    this.#validates = validates;
  }

  get count(): number {
    return this.#ended;
  }

  add(event: RollEvent): void {
    if (event.type === 'roll-command') {
      if (event.edge === 'end' && event.outcome === 'done') this.#endAll();
    } else if (event.what === 'terminating') this.#underWay += 1;
    // The first validations are of the group before its first node, and of the surge.
    else if (event.what === 'validated' && this.#underWay > 0) {
      this.#underWay -= 1;
      this.#ended += 1;
    } else if (event.what === 'draining' && !this.#validates) this.#endAll();
  }

  #endAll(): void {
    this.#ended += this.#underWay;
    this.#underWay = 0;
  }
}
