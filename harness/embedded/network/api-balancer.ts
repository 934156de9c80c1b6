import { get } from 'node:https';
import { apiPort, balancedAddress } from '../addresses.ts';
import type { Probe } from './health-check.ts';
import { type TcpBalancer, tcpBalancer } from './tcp-balancer.ts';

/** As kind's HAProxy before its control planes, but asked every second. */
const policy = { everyMs: 1_000, timeoutMs: 1_000, rise: 2, fall: 3 };
const connectTimeoutMs = 5_000;
/** HAProxy's default, which kind leaves as it is: a server that is just restarting costs time and no connection. */
const retry = { times: 3, afterMs: 1_000 };

/** Whether an API server says it is ready. Its certificate is its clients' business. */
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
 * The one address of several API servers. Connections to one that closes end with it.
 * @param addresses of the API servers
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
