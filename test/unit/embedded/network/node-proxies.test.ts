import { describe, expect, it } from 'vitest';
import { informer } from '../../../../harness/embedded/client/informer.ts';
import { nodeProxies } from '../../../../harness/embedded/network/node-proxies.ts';
import { memoryApi } from '../../../support/embedded/memory-api.ts';
import { node, nodePort, service, slice } from '../../../support/embedded/network/service-objects.ts';
import { dial, named, refusal, serve, until } from '../../../support/embedded/network/sockets.ts';

const podPort = 8080;
const nodes = { n1: '127.91.1.1', n2: '127.91.2.1' };

/**
 * Real proxies for nodes and pods on loopback, over the real store. @param pick selects the endpoint, such as
 * 0 for the first
 */
async function cluster(pick: () => number = () => 0) {
  const stack = new AsyncDisposableStack();
  const api = stack.use(memoryApi());
  const onError = (error: unknown) => expect.unreachable(String(error));
  const watched = {
    nodes: stack.use(informer(api, 'Node')),
    services: stack.use(informer(api, 'Service')),
    slices: stack.use(informer(api, 'EndpointSlice')),
  };
  stack.use(nodeProxies(watched, { nodeProxyMs: 0, random: pick, onError }));
  for (const [name, address] of Object.entries(nodes)) await api.create('Node', node(name, address));
  return {
    api,
    pod: async (name: string, address: string) => stack.use(await serve(named(name), address, podPort)),
    /** Sets the content of the Service's only slice. */
    async endpoints(...endpoints: Parameters<typeof slice>[2]) {
      const next = slice('web-a', podPort, endpoints);
      const { items } = await api.list('EndpointSlice');
      if (items.length === 0) await api.create('EndpointSlice', next);
      else await api.patch('EndpointSlice', { namespace: 'shop', name: 'web-a' }, next);
    },
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

/** The pod that answers a new connection there. */
async function answering(address: string, port = nodePort): Promise<string> {
  const client = dial(port, address);
  await until(() => client.saw.length > 0);
  client.socket.destroy();
  return client.text() || client.saw.join(' ');
}

const answers = (address: string, name: string) => until(async () => (await answering(address)) === name);
const refuses = (address: string) => until(async () => (await refusal(nodePort, address)) === 'ECONNREFUSED');

describe('nodeProxies', () => {
  it('open a NodePort on every node once it has an endpoint, and refuse without one', async () => {
    await using given = await cluster();
    await given.pod('a', '127.91.1.2');
    await given.api.create('Service', service());
    expect(await refusal(nodePort, nodes.n1)).toBe('ECONNREFUSED');
    await given.endpoints({ address: '127.91.1.2' });
    await answers(nodes.n1, 'a');
    await answers(nodes.n2, 'a');
    await given.endpoints({ address: '127.91.1.2', ready: false });
    await refuses(nodes.n1);
    await given.endpoints({ address: '127.91.1.2' });
    await answers(nodes.n1, 'a');
  });

  it('fall back to a terminating pod that still serves, and leave it for one that is ready', async () => {
    await using given = await cluster();
    await given.pod('leaving', '127.91.1.2');
    await given.pod('ready', '127.91.2.2');
    await given.api.create('Service', service());
    const leaving = { address: '127.91.1.2', ready: false, serving: true, terminating: true };
    await given.endpoints(leaving);
    await answers(nodes.n2, 'leaving');
    await given.endpoints(leaving, { address: '127.91.2.2' });
    await answers(nodes.n2, 'ready');
  });

  it('keep established connections whatever happens to the endpoint', async () => {
    await using given = await cluster();
    await given.pod('a', '127.91.1.2');
    await given.pod('b', '127.91.2.2');
    await given.api.create('Service', service());
    await given.endpoints({ address: '127.91.1.2' });
    await answers(nodes.n1, 'a');
    const kept = dial(nodePort, nodes.n1);
    await until(() => kept.text() === 'a');
    await given.endpoints({ address: '127.91.2.2' });
    await answers(nodes.n1, 'b');
    kept.socket.write(', still');
    await until(() => kept.text() === 'a, still');
    await given.endpoints();
    await refuses(nodes.n1);
    kept.socket.write(' here');
    await until(() => kept.text() === 'a, still here');
    await given.api.delete('Service', { namespace: 'shop', name: 'web' });
    kept.socket.end();
    await until(() => kept.saw.includes('closed'));
    expect(kept.saw.slice(-2)).toEqual(['FIN', 'closed']);
  });

  it('reset a connection to an endpoint that is gone', async () => {
    await using given = await cluster();
    await given.api.create('Service', service());
    await given.endpoints({ address: '127.91.1.2' });
    await until(async () => (await refusal(nodePort, nodes.n1)) === null);
    expect(await answering(nodes.n1)).toMatch(/^ECONNRESET/);
  });

  it('distribute connections evenly over endpoints', async () => {
    const picks = [0, 0.34, 0.67, 0.99, 0.5];
    let next = 0;
    await using given = await cluster(() => picks[next++] ?? 0);
    const pods = { a: '127.91.1.2', b: '127.91.1.3', c: '127.91.2.2' };
    for (const [name, address] of Object.entries(pods)) await given.pod(name, address);
    await given.api.create('Service', service());
    await given.endpoints(...Object.values(pods).map((address) => ({ address })));
    await until(async () => (await answering(nodes.n1)) === 'a' || next > 0);
    next = 0;
    const answered: string[] = [];
    for (const _ of picks) answered.push(await answering(nodes.n1));
    expect(answered.join('')).toBe('abccb');
  });

  it('use only local endpoints if the Service requires it', async () => {
    await using given = await cluster();
    await given.pod('a', '127.91.1.2');
    await given.api.create('Service', service({ externalTrafficPolicy: 'Local' }));
    await given.endpoints({ address: '127.91.1.2', node: 'n1' });
    await answers(nodes.n1, 'a');
    expect(await refusal(nodePort, nodes.n2)).toBe('ECONNREFUSED');
  });

  it('serve the cluster address of a Service', async () => {
    await using given = await cluster();
    await given.pod('a', '127.91.1.2');
    await given.api.create('Service', service({ clusterIP: '127.91.255.1' }));
    await given.endpoints({ address: '127.91.1.2', node: 'n1' });
    await until(async () => (await answering('127.91.255.1', 80)) === 'a');
  });

  it('end with their node: its connections are reset, its ports refuse, others continue', async () => {
    await using given = await cluster();
    await given.pod('a', '127.91.1.2');
    await given.api.create('Service', service());
    await given.endpoints({ address: '127.91.1.2' });
    await answers(nodes.n1, 'a');
    await answers(nodes.n2, 'a');
    const [gone, kept] = [dial(nodePort, nodes.n1), dial(nodePort, nodes.n2)];
    await until(() => gone.text() === 'a' && kept.text() === 'a');
    await given.api.delete('Node', { name: 'n1' });
    await until(() => gone.saw.includes('closed'));
    expect(gone.saw.slice(-2)).toEqual(['ECONNRESET', 'closed']);
    expect(await refusal(nodePort, nodes.n1)).toBe('ECONNREFUSED');
    expect(await refusal(10_256, nodes.n1)).toBe('ECONNREFUSED');
    kept.socket.write('!');
    await until(() => kept.text() === 'a!');
    kept.socket.destroy();
    await given.api.create('Node', node('n1', nodes.n1));
    await answers(nodes.n1, 'a');
  });

  it('wait for the address of a node', async () => {
    await using given = await cluster();
    await given.api.create('Node', node('n3', null));
    await given.api.patch('Node', { name: 'n3' }, node('n3', '127.91.3.1'), 'status');
    await until(async () => (await refusal(10_256, '127.91.3.1')) === null);
  });

  it('report to load balancers whether a node is about to be removed', async () => {
    await using given = await cluster();
    const healthz = async (path = '/healthz') => {
      const answer = await fetch(`http://${nodes.n1}:10256${path}`).catch(() => null);
      return answer && { status: answer.status, body: (await answer.json()) as object };
    };
    await until(async () => (await healthz()) !== null);
    const good = await healthz();
    expect(good).toMatchObject({ status: 200, body: { nodeEligible: true } });
    expect(Object.keys(good?.body ?? {})).toEqual(['lastUpdated', 'currentTime', 'nodeEligible']);
    const taints = [{ key: 'ToBeDeletedByClusterAutoscaler', effect: 'NoSchedule' }];
    await given.api.patch('Node', { name: 'n1' }, { spec: { taints } });
    await until(async () => (await healthz())?.status === 503);
    expect((await healthz())?.body).toMatchObject({ nodeEligible: false });
    expect((await healthz('/livez'))?.status).toBe(200);
    await given.api.patch('Node', { name: 'n1' }, { spec: { taints: null } });
    await until(async () => (await healthz())?.status === 200);
    await given.api.patch('Node', { name: 'n1' }, { metadata: { finalizers: ['example.com/hold'] } });
    await given.api.delete('Node', { name: 'n1' });
    await until(async () => (await healthz())?.status === 503);
  });

  it('continue with the last known state while the API is unavailable', async () => {
    await using given = await cluster();
    await given.pod('a', '127.91.1.2');
    await given.api.create('Service', service());
    await given.endpoints({ address: '127.91.1.2' });
    await answers(nodes.n1, 'a');
    given.api.breakWatches();
    given.api.compact();
    expect(await answering(nodes.n1)).toBe('a');
    await given.endpoints();
    await refuses(nodes.n1);
  });

  it('leave nothing open after disposal', async () => {
    {
      await using given = await cluster();
      await given.pod('a', '127.91.1.2');
      await given.api.create('Service', service({ clusterIP: '127.91.255.1' }));
      await given.endpoints({ address: '127.91.1.2' });
      await answers(nodes.n1, 'a');
    }
    for (const [address, port] of [
      [nodes.n1, nodePort],
      [nodes.n2, 10_256],
      ['127.91.255.1', 80],
    ] as const)
      expect(await refusal(port, address)).toBe('ECONNREFUSED');
  });
});
