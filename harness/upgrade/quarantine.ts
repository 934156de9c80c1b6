import { RehearsalError } from '../errors.ts';
import { count } from '../format/numbers.ts';

/**
 * The nodes of one roll that stay cordoned at the old version because their drain reached its limit, as on AKS
 * (`undrainableNodeBehavior: Cordon`, `maxBlockedNodes`).
 */
export class Quarantine {
  readonly #most: number;
  #nodes = 0;

  /** @param most nodes in one roll */
  constructor(most: number) {
    this.#most = most;
  }

  /** Counts a further node. @throws RehearsalError `drain-timed-out`, the drain's own error, if there are too many */
  add(error: RehearsalError): void {
    if (this.#nodes >= this.#most)
      throw new RehearsalError(
        'drain-timed-out',
        `${error.message}; no further node may stay in quarantine (at most ${count(this.#most)})`,
        { cause: error },
      );
    this.#nodes++;
  }
}
