import { lookup, resolve4 } from 'node:dns/promises';
import { isIPv4 } from 'node:net';

/** The IPv4 addresses of a name, and how long they hold. */
export interface Resolved {
  /** In their own order, so that a server that turns them round changes nothing. */
  readonly addresses: readonly string[];
  readonly ttlMs: number;
}

/** @throws Error where the name has no address */
export type ResolveName = (name: string) => Promise<Resolved>;

/** Of a name that only this machine's own files or services know, which tell no time. */
const unknownTtlMs = 60_000;

/** Asks DNS, whose answer says how long it holds; where DNS has no such name, this machine. An address is its own. */
export const resolveName: ResolveName = async (name) => {
  if (isIPv4(name)) return { addresses: [name], ttlMs: Number.POSITIVE_INFINITY };
  try {
    const records = await resolve4(name, { ttl: true });
    if (records.length > 0)
      return {
        addresses: [...new Set(records.map(({ address }) => address))].toSorted(),
        ttlMs: Math.min(...records.map(({ ttl }) => ttl)) * 1000,
      };
  } catch {
    // The next question says why there is no address.
  }
  const found = await lookup(name, { family: 4, all: true });
  return { addresses: [...new Set(found.map(({ address }) => address))].toSorted(), ttlMs: unknownTtlMs };
};
