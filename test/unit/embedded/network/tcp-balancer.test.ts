import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { connectProbe } from '../../../../harness/embedded/network/probes.ts';
import {
  type Backend,
  type TcpBalancerOptions,
  tcpBalancer,
} from '../../../../harness/embedded/network/tcp-balancer.ts';
import { dial, type Listening, named, serve, until } from '../../../support/embedded/network/sockets.ts';
import { offLinux } from '../../../support/off-linux.ts';

const check = { everyMs: 10, timeoutMs: 1_000, rise: 1, fall: 1, probe: connectProbe };

const backend = (name: string, { address, port }: Pick<Listening, 'address' | 'port'>): Backend => ({
  name,
  address,
  port,
});
const balancing = (backends: readonly Backend[], more: Partial<TcpBalancerOptions> = {}) =>
  tcpBalancer({ address: '127.0.0.1', port: 0, backends, check: null, connectTimeoutMs: 1_000, ...more });

/** The backend that answers a new connection; `FIN` if it is closed. */
async function answering(port: number): Promise<string> {
  const client = dial(port);
  await until(() => client.saw.length > 0);
  client.socket.destroy();
  return client.text() || client.saw.join(' ');
}

/** Empty if nothing arrives; the connection is kept open. */
async function answeringWithin(port: number, ms: number): Promise<string> {
  const client = dial(port);
  await Promise.race([until(() => client.saw.length > 0), sleep(ms)]);
  return client.saw.join(' ');
}

async function inTurn(port: number, times: number): Promise<string> {
  let answered = '';
  for (let i = 0; i < times; i++) answered += await answering(port);
  return answered;
}

describe('tcpBalancer', () => {
  it('uses its backends in turn', async () => {
    await using a = await serve(named('a'));
    await using b = await serve(named('b'));
    using balancer = await balancing([backend('a', a), backend('b', b)]);
    expect(await inTurn(balancer.port, 4)).toBe('abab');
  });

  it('closes a connection that fails, and tries no other backend', async () => {
    await using a = await serve(named('a'));
    await using gone = await serve(named('gone'));
    const closed = backend('gone', gone);
    await gone[Symbol.asyncDispose]();
    using balancer = await balancing([backend('a', a), closed]);
    expect(await inTurn(balancer.port, 4)).toBe('aFINaFIN');
  });

  it('retries if configured, and loses nothing that was sent', async () => {
    const server = await serve(named('a'));
    await server[Symbol.asyncDispose]();
    using balancer = await balancing([backend('a', server)], { retry: { times: 1_000, afterMs: 5 } });
    const client = dial(balancer.port, undefined, ' request');
    await sleep(20);
    expect(client.saw).toEqual([]);
    await using _back = await serve(named('a'), server.address, server.port);
    await until(() => client.text() === 'a request');
    client.socket.destroy();
  });

  it.skipIf(offLinux())('closes a connection that takes too long to make', async () => {
    const child = spawn(process.execPath, [
      '-e',
      "const s = require('net').createServer().listen({ host: '127.0.0.1', port: 0, backlog: 1 }, () => console.log(s.address().port))",
    ]);
    try {
      const [line] = await once(child.stdout, 'data');
      const silent = { address: '127.0.0.1', port: Number(line) };
      child.kill('SIGSTOP');
      using balancer = await balancing([backend('silent', silent)], { connectTimeoutMs: 200 });
      // The kernel still accepts a few connections for a stopped process, then none.
      await until(async () => (await answeringWithin(balancer.port, 400)) === 'FIN');
    } finally {
      child.kill('SIGKILL');
    }
  });

  it('closes new connections while no backend is up, even if the client has sent a request', async () => {
    using balancer = await balancing([]);
    const client = dial(balancer.port, undefined, 'request');
    await until(() => client.saw.length > 0);
    client.socket.write('more');
    client.socket.end();
    await until(() => client.saw.includes('closed'));
    expect(client.saw).toEqual(['FIN', 'closed']);
  });

  it('leaves out a backend that is down until it is up again', async () => {
    await using a = await serve(named('a'));
    const b = await serve(named('b'));
    using balancer = await balancing([backend('a', a), backend('b', b)], { check });
    await until(async () => (await inTurn(balancer.port, 2)).includes('b'));
    await b[Symbol.asyncDispose]();
    await until(async () => (await inTurn(balancer.port, 3)) === 'aaa');
    await using _again = await serve(named('b'), b.address, b.port);
    await until(async () => (await inTurn(balancer.port, 2)).includes('b'));
  });

  it('uses all backends while every one is down, if configured, and afterwards only the healthy ones', async () => {
    const healthy = new Set(['a', 'b']);
    await using a = await serve(named('a'));
    await using b = await serve(named('b'));
    const getName = ({ port }: { port: number }) => (port === a.port ? 'a' : 'b');
    const reported = { ...check, probe: async (server: { port: number }) => healthy.has(getName(server)) };
    const both = [backend('a', a), backend('b', b)];
    using refusing = await balancing(both, { check: reported });
    using open = await balancing(both, { check: reported, allUnhealthy: 'route-to-all' });
    healthy.clear();
    await until(async () => (await inTurn(refusing.port, 2)) === 'FINFIN');
    await until(async () => ['abab', 'baba'].includes(await inTurn(open.port, 4)));
    healthy.add('a');
    await until(async () => (await inTurn(open.port, 4)) === 'aaaa');
    expect(await inTurn(open.port, 4)).toBe('aaaa');
  });

  it('reports which backend did not accept or broke a connection, and ignores those that end in order', async () => {
    const reported: string[] = [];
    const onFailure: TcpBalancerOptions['onFailure'] = (backend, how) =>
      reported.push(`${backend?.name ?? 'none'} ${how}`);
    const gone = await serve(named('gone'));
    const closed = backend('gone', gone);
    await gone[Symbol.asyncDispose]();
    const resetting = createServer((socket) => {
      socket.write('hello', () => setImmediate(() => socket.resetAndDestroy()));
    }).listen(0, '127.0.0.1');
    await once(resetting, 'listening');
    const { port } = resetting.address() as AddressInfo;
    await using orderly = await serve(named('orderly'));
    {
      using balancer = await balancing([closed], { onFailure });
      expect(await answering(balancer.port)).toBe('FIN');
      balancer.use([]);
      expect(await answering(balancer.port)).toBe('FIN');
      balancer.use([backend('orderly', orderly)]);
      expect(await answering(balancer.port)).toBe('orderly');
      balancer.use([{ name: 'resetting', address: '127.0.0.1', port }]);
      expect(await answering(balancer.port)).toBe('hello');
      await until(() => reported.length === 3);
    }
    resetting.close();
    expect(reported).toEqual(['gone unanswered', 'none unanswered', 'resetting broken']);
  });

  it('keeps the connections of a removed backend, and sends it no new one', async () => {
    await using a = await serve(named('a'));
    await using b = await serve(named('b'));
    using balancer = await balancing([backend('a', a)]);
    const kept = dial(balancer.port);
    await until(() => kept.text() === 'a');
    balancer.use([backend('b', b)]);
    expect(await inTurn(balancer.port, 3)).toBe('bbb');
    kept.socket.write(', still');
    await until(() => kept.text() === 'a, still');
    kept.socket.destroy();
  });

  it('ends the connections through one backend, also a removed one, in order for their clients', async () => {
    await using a = await serve(named('a'));
    await using b = await serve(named('b'));
    const reported: string[] = [];
    const both = [backend('a', a), backend('b', b)];
    using balancer = await balancing(both, { onFailure: (_, how) => reported.push(how) });
    const [first, second] = [dial(balancer.port), dial(balancer.port)];
    await until(() => first.text() !== '' && second.text() !== '');
    balancer.use([backend('b', b)]);
    balancer.endConnections(backend('a', a));
    const [ended, kept] = first.text() === 'a' ? [first, second] : [second, first];
    await until(() => ended.saw.includes('FIN'));
    await until(() => a.saw.includes('closed'));
    kept.socket.write('!');
    await until(() => kept.text() === 'b!');
    expect(reported).toEqual([]);
    for (const { socket } of [ended, kept]) socket.destroy();
  });

  it('keeps the health of a backend that stays', async () => {
    await using a = await serve(named('a'));
    const down = await serve(named('down'));
    await down[Symbol.asyncDispose]();
    using balancer = await balancing([backend('down', down)], { check });
    await until(async () => (await answering(balancer.port)) === 'FIN');
    await until(async () => {
      balancer.use([backend('down', down), backend('a', a)]);
      return (await inTurn(balancer.port, 2)) === 'aa';
    });
    balancer.use([backend('down', down), backend('a', a)]);
    expect(await inTurn(balancer.port, 4)).toBe('aaaa');
  });

  it('cuts every connection when it ends', async () => {
    await using a = await serve(named('a'));
    const balancer = await balancing([backend('a', a)]);
    const client = dial(balancer.port);
    await until(() => client.text() === 'a');
    balancer[Symbol.dispose]();
    await until(() => client.saw.includes('closed'));
    expect(client.saw).toContain('ECONNRESET');
  });

  it('reports that its port is taken', async () => {
    await using a = await serve(named('a'));
    await expect(balancing([], { port: a.port })).rejects.toThrow('EADDRINUSE');
  });
});
