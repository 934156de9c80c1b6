import { get } from 'node:https';
import { apiPort, balancedAddress } from '../addresses.ts';
import type { Probe } from './health-check.ts';
import { type TcpBalancer, tcpBalancer } from './tcp-balancer.ts';

/** As kind's HAProxy in front of the control planes, but checked every second. */
const policy = { everyMs: 1_000, timeoutMs: 1_000, rise: 2, fall: 3 };
const connectTimeoutMs = 5_000;
/** HAProxy's default, which kind does not change: a restarting server delays a connection but does not lose it. */
const retry = { times: 3, afterMs: 1_000 };

/** Whether an API server reports that it is ready. Clients verify its certificate. */
const readyProbe: Probe = ({ address, port }, signal) =>
  new Promise((resolve, reject) => {
    get(
      { host: address, port, path: '/readyz', agent: false, rejectUnauthorized: false, signal },
      (response) => {
        response.resume();
        resolve(response.statusCode === 200);
      },
    ).on('error', reject);
  });

/**
 * One address for several API servers. When a server stops, its connections end.
 * @param addresses addresses of the API servers
 */
export const apiBalancer = (range: number, addresses: readonly string[]): Promise<TcpBalancer> =>
  tcpBalancer({
    address: balancedAddress(range),
    port: apiPort,
    backends: addresses.map((address) => ({ name: address, address, port: apiPort })),
    check: { ...policy, probe: readyProbe },
    connectTimeoutMs,
    retry,
  });
