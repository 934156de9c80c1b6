import { podAddress } from '../addresses.ts';

/** The addresses of a node's pods. */
export interface PodAddresses {
  /** @throws Error if all of them are in use */
  take(): string;
  release(address: string): void;
}

const [first, last] = [2, 254];

/**
 * Allocated in turn after the last one, as the CNI plugin `host-local` does. A released address is reused
 * last, because node proxies and clients may still send to it.
 */
export function podAddresses(range: number, node: number): PodAddresses {
  const taken = new Set<string>();
  let next = first;
  return {
    take() {
      for (let tried = first; tried <= last; tried += 1) {
        const address = podAddress(range, node, next);
        next = next === last ? first : next + 1;
        if (taken.has(address)) continue;
        taken.add(address);
        return address;
      }
      throw new Error(`no IP addresses available in range set: ${podAddress(range, node, first)}-${last}`);
    },
    release: (address) => void taken.delete(address),
  };
}
