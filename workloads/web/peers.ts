import { Resolver } from 'node:dns/promises';

export interface PeerOptions {
  /** Absolute name of a headless Service: its addresses are the peers'. */
  readonly name: string;
  /** As for the probes of DNS. */
  readonly servers: readonly string[] | null;
  /** This prober's own address, which is no peer. */
  readonly self: string;
  readonly everyMs: number;
  readonly timeoutMs: number;
}

/**
 * Keeps resolving the peers' addresses.
 * @returns the last good result, in a stable order: peers stay known while DNS or the API server is
 * unavailable
 */
export function followPeers({
  name,
  servers,
  self,
  everyMs,
  timeoutMs,
}: PeerOptions): () => readonly string[] {
  let known: readonly string[] = [];
  const ask = async () => {
    const resolver = new Resolver({ tries: 1, timeout: timeoutMs });
    try {
      if (servers) resolver.setServers(servers);
      const others = (await resolver.resolve4(name)).filter((address) => address !== self);
      if (others.length > 0) known = others.sort();
    } catch {
      // Another probe reports that DNS does not answer.
    }
  };
  setInterval(() => void ask(), everyMs);
  void ask();
  return () => known;
}
