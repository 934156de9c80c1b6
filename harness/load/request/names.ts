import type { JournalEntry } from '../../journal/records.ts';

/** Numbers for the pods and nodes that answered, in the order of their first appearance. */
export interface NameTable {
  /** 0 if there is no name. */
  assignNumber(of: 'pod' | 'node', name: string | undefined): number;
}

/** Numbers fit the samples' 16-bit columns; later names are unknown (0). */
const highest = 0xffff;

/**
 * @param counter shared by all workers: a number stands for one name in every lane (a name may have one
 * number per worker)
 * @param onName called with each new number before it is used
 */
export function nameTable(
  counter: Int32Array<SharedArrayBuffer>,
  onName: (entry: JournalEntry) => void,
): NameTable {
  const numbers = new Map<string, number>();
  return {
    assignNumber(of, name) {
      if (!name) return 0;
      const key = `${of} ${name}`;
      const known = numbers.get(key);
      if (known !== undefined) return known;
      const id = Atomics.add(counter, 0, 1) + 1;
      if (id > highest) return 0;
      numbers.set(key, id);
      onName({ type: 'name', of, id, name });
      return id;
    },
  };
}

/** Headers in which the web service names its pod and its node. */
export const podHeader = 'x-rehearse-pod';
export const nodeHeader = 'x-rehearse-node';
