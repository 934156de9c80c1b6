import type { Slot } from '../../../scenario/scenario.ts';
import { nodeAddress } from '../../addresses.ts';
import { nodeNames } from '../../node-names.ts';

/** A name and an address for a machine that does not run yet. */
export interface Place {
  readonly name: string;
  readonly slot: Slot;
  readonly index: number;
  readonly address: string;
}

/** Third octet of a node's address; 255 is reserved for Services. */
const lastIndex = 250;

/**
 * Slots of a cluster's machines in order of creation; names and addresses are never reused.
 * @returns a function that throws an Error if the range has no address left
 */
export function placesIn(range: number, cluster: string): (slot: Slot) => Place {
  const nextName = nodeNames(cluster);
  let index = 0;
  return (slot) => {
    if (index === lastIndex)
      throw new Error(
        `A cluster has addresses for ${lastIndex} machines in its life, and all of them were used`,
      );
    index += 1;
    return { name: nextName(slot.role), slot, index, address: nodeAddress(range, index) };
  };
}
