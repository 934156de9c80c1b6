import { connectApi } from '../client/api-client.ts';
import { informer } from '../client/informer.ts';
import { apiBalancer } from '../network/api-balancer.ts';
import { nodeProxies } from '../network/node-proxies.ts';
import type { NetworkSettings } from './messages.ts';
import { serveParent } from './serve.ts';

/**
 * Every node's proxy, and the balancer in front of several API servers. Ready when the balancer listens. The
 * proxies follow what they read from the API, through the balancer if there is one.
 */
serveParent<NetworkSettings, Record<never, never>>(async (settings) => {
  await using starting = new AsyncDisposableStack();
  if (settings.apiServers.length > 0) starting.use(await apiBalancer(settings.range, settings.apiServers));
  const api = starting.use(connectApi(settings.api));
  const onError = (error: unknown) => console.error(error);
  const watched = {
    nodes: starting.use(informer(api, 'Node', {}, { onError })),
    services: starting.use(informer(api, 'Service', {}, { onError })),
    slices: starting.use(informer(api, 'EndpointSlice', {}, { onError })),
  };
  starting.use(
    nodeProxies(watched, { nodeProxyMs: settings.lags.nodeProxyMs, random: Math.random, onError }),
  );
  const running = starting.move();
  return { ready: {}, handlers: {}, end: () => running.disposeAsync() };
});
