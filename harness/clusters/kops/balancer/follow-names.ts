import { pauseUnlessAborted } from '../../../async/pause.ts';
import type { NamedAddress } from '../../docker/haproxy/config.ts';
import type { BalancerPlace } from './await-answer.ts';
import type { ResolveName } from './resolve.ts';

/** However long DNS says that an answer holds. */
const longestMs = 60_000;

/** The addresses of load balancers now, each as a server of its target. */
export interface BalancerServers {
  readonly servers: readonly NamedAddress[];
  /** When the first of them may change. */
  readonly ttlMs: number;
}

/** @param before what holds for a name that does not resolve now */
export async function listServers(
  places: readonly BalancerPlace[],
  resolve: ResolveName,
  before: readonly NamedAddress[] = [],
): Promise<BalancerServers> {
  const found = await Promise.all(
    places.map(async ({ target, hosts }) => {
      const answers = await Promise.all(hosts.map((host) => resolve(host).catch(() => null)));
      const known = answers.flatMap((answer) => (answer === null ? [] : [answer]));
      const isComplete = known.length === hosts.length && known.some(({ addresses }) => addresses.length > 0);
      const addresses = [...new Set(known.flatMap(({ addresses }) => addresses))].toSorted();
      return {
        servers: isComplete
          ? addresses.map((address) => ({ name: address, address, target }))
          : before.filter((server) => server.target === target),
        ttlMs: Math.min(longestMs, ...known.map(({ ttlMs }) => ttlMs)),
      };
    }),
  );
  return {
    servers: found.flatMap(({ servers }) => servers),
    ttlMs: Math.min(longestMs, ...found.map(({ ttlMs }) => ttlMs)),
  };
}

export interface FollowOptions {
  /** Not more often, whatever the answers say. */
  readonly askEveryMs: number;
  readonly onChange: (servers: readonly NamedAddress[]) => Promise<void>;
}

/** Asks again whenever an answer has run out, and calls with the servers when they have changed. Ends with the signal. */
export async function followNames(
  places: readonly BalancerPlace[],
  resolve: ResolveName,
  first: BalancerServers,
  { askEveryMs, onChange }: FollowOptions,
  signal: AbortSignal,
): Promise<void> {
  for (let current = first; await pauseUnlessAborted(Math.max(askEveryMs, current.ttlMs), signal); ) {
    const next = await listServers(places, resolve, current.servers);
    if (formatServers(next.servers) !== formatServers(current.servers)) await onChange(next.servers);
    current = next;
  }
}

const formatServers = (servers: readonly NamedAddress[]): string =>
  servers.map(({ target, address }) => `${target} ${address}`).join(', ');
