import { createServer } from 'node:http';
import type { Node } from '../objects.ts';
import { openPort } from './open-port.ts';

/** The cluster autoscaler sets this taint on a node that it is about to remove. */
const toBeDeletedTaint = 'ToBeDeletedByClusterAutoscaler';

/** Whether load balancers may send new connections to a node (KEP-3836). */
export const isEligible = (node: Node): boolean =>
  node.metadata.deletionTimestamp === undefined &&
  !(node.spec?.taints ?? []).some(({ key }) => key === toBeDeletedTaint);

export interface ProxyHealthOptions {
  readonly address: string;
  readonly port: number;
  readonly eligible: () => boolean;
  readonly onError: (error: Error) => void;
}

/** A node proxy's health endpoints as in kube-proxy: `/healthz` for load balancers, `/livez` for the proxy alone. */
export function proxyHealth({ address, port, eligible, onError }: ProxyHealthOptions): Disposable {
  const server = createServer((request, response) => {
    const path = request.url?.split('?', 1)[0];
    if (path !== '/healthz' && path !== '/livez') return void response.writeHead(404).end();
    const nodeEligible = eligible();
    const now = new Date().toISOString();
    const healthy = path === '/livez' || nodeEligible;
    response.writeHead(healthy ? 200 : 503, {
      'Content-Type': 'application/json',
      'X-Content-Type-Options': 'nosniff',
    });
    response.end(JSON.stringify({ lastUpdated: now, currentTime: now, nodeEligible }));
  });
  const open = openPort(server, { address, port }, onError);
  return {
    [Symbol.dispose]() {
      open[Symbol.dispose]();
      server.closeAllConnections();
    },
  };
}
