import { connect } from 'node:net';
import { nodeProxyPort } from '../docker/haproxy/config.ts';
import type { FrontDoorSpec } from '../front-door.ts';

/**
 * Checks a node as the front door's own health check does: kube-proxy's health, or a connection to the NodePort of each target.
 * With no health check every node is healthy. It never throws.
 */
export async function isNodeHealthy(
  address: string,
  { healthCheck: { of, timeoutMs }, routes }: Pick<FrontDoorSpec, 'healthCheck' | 'routes'>,
  signal: AbortSignal,
): Promise<boolean> {
  if (of === 'none') return true;
  const limit = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
  if (of === 'node-proxy') return answersWell(`http://${address}:${nodeProxyPort}/healthz`, limit);
  const accepted = await Promise.all(routes.map(({ nodePort }) => accepts(address, nodePort, limit)));
  return accepted.every(Boolean);
}

async function answersWell(url: string, signal: AbortSignal): Promise<boolean> {
  try {
    const answer = await fetch(url, { signal });
    await answer.body?.cancel();
    return answer.status === 200;
  } catch {
    return false;
  }
}

function accepts(host: string, port: number, signal: AbortSignal): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, signal });
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
