import { isDeepStrictEqual } from 'node:util';
import { errorMessage } from '../../../errors.ts';
import { duration } from '../../../format/durations.ts';
import type { Claims } from '../../../journal/records.ts';
import type { Kube } from '../../../kube/connect.ts';
import { leavesAtOnce } from '../../../scenario/balancers.ts';
import type { NamedAddress } from '../../docker/haproxy/config.ts';
import { type DoorOptions, openHaproxy } from '../../docker/haproxy/front-door.ts';
import type { DoorChoice, FrontDoor, FrontDoorSpec } from '../../front-door.ts';
import { type AnswerLimits, answerLimits, awaitAnswer, type BalancerPlace } from './await-answer.ts';
import { type AddressLimits, addressLimits, awaitHosts } from './await-hosts.ts';
import { followNames, listServers } from './follow-names.ts';
import { type ResolveName, resolveName } from './resolve.ts';

export interface BalancerOptions extends Omit<DoorOptions, 'listWorkers'> {
  readonly choice: DoorChoice;
  readonly resolve?: ResolveName;
  readonly limits?: AnswerLimits;
}

const claims: Pick<Claims, 'covers' | 'notCovered'> = {
  covers: [
    "a load balancer of the clone's cloud: its health checks, and its backends as the cloud changes them; the tool follows no node",
  ],
  notCovered: [
    "production's own load balancer, and how long its clients keep an address: the load asks for the name again when its time to live is over",
  ],
};

/** The scenario may have settings of the proxy's deregistration, which was to be used where there is no load balancer. */
function describeClaims({ deregistration }: Pick<FrontDoorSpec, 'deregistration'>): typeof claims {
  if (isDeepStrictEqual(deregistration, leavesAtOnce)) return claims;
  const ignored =
    '`frontDoor.deregistration`: the load balancer of the cloud has a lag and a drain delay of its own';
  return { ...claims, notCovered: [...claims.notCovered, ignored] };
}

/**
 * Waits for the load balancers of the routes' Services.
 * @returns where each is, or why there is none
 */
export async function findBalancers(
  kube: Kube,
  routes: FrontDoorSpec['routes'],
  signal: AbortSignal,
  limits: AddressLimits = addressLimits,
): Promise<{ readonly places: readonly BalancerPlace[] } | { readonly missing: string }> {
  const places: BalancerPlace[] = [];
  for (const { target, service } of routes) {
    const found = await awaitHosts(kube, service, limits, signal);
    if ('missing' in found) return found;
    places.push({ target, hosts: found.hosts, port: service.port });
  }
  return { places };
}

/**
 * HAProxy on this machine as a relay to load balancers of the cloud, on the ports of their Services alone: the load goes
 * to loopback as everywhere, and the control lane takes the same way as far as this machine's end.
 * @throws RehearsalError `front-door-unreachable` if a balancer does not answer; as `openHaproxy`
 */
export async function openBalancers(
  { choice, resolve = resolveName, limits = answerLimits, ...options }: BalancerOptions,
  places: readonly BalancerPlace[],
  spec: FrontDoorSpec,
  signal: AbortSignal,
): Promise<FrontDoor> {
  for (const place of places) await awaitAnswer(place, resolve, limits, signal);
  const first = await listServers(places, resolve);
  let servers = first.servers;
  const relay = await openHaproxy(
    { ...options, listWorkers: async () => servers },
    {
      ...spec,
      deregistration: leavesAtOnce,
      healthCheck: { ...spec.healthCheck, of: 'none' },
      routes: spec.routes.map((route) => ({
        ...route,
        ...{ nodePort: route.service.port, healthCheckNodePort: null },
      })),
    },
    [],
    signal,
  );
  const ended = new AbortController();
  const describe = () => describeBackends(places, servers);
  const following = followNames(
    places,
    resolve,
    first,
    {
      askEveryMs: limits.askEveryMs,
      onChange: async (next) => {
        servers = next;
        await relay.follow([]);
        spec.onBackends(describe());
      },
    },
    ended.signal,
  );
  // The addresses that are known stay in use; the run sees what no longer answers there.
  const whole = following.catch((error: unknown) => spec.onBackends([errorMessage(error), ...describe()]));
  return {
    url: relay.url,
    control: relay.control,
    choice,
    claims: describeClaims(spec),
    settings: `the load balancer of each target's Service, by a relay on this machine (HAProxy, TCP mode, balance roundrobin over its addresses, no retries, no redispatch, connect time-out ${duration(spec.connectTimeoutMs)}); health checks and backends are the cloud's`,
    get backends() {
      return describe();
    },
    async failures() {
      await relay.failures();
      return [];
    },
    follow: async () => {},
    async [Symbol.asyncDispose]() {
      ended.abort(new Error('the front door is closed'));
      await whole;
      await relay[Symbol.asyncDispose]();
    },
  };
}

function describeBackends(places: readonly BalancerPlace[], servers: readonly NamedAddress[]) {
  return places.map(({ target, hosts, port }) => {
    const addresses = servers.filter((server) => server.target === target).map(({ address }) => address);
    return `${target} ${hosts.join(', ')}:${port} (${addresses.join(', ')})`;
  });
}
