import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import {
  type OnServerReset,
  pipeConnections,
} from '../../../../harness/embedded/network/pipe-connections.ts';
import { dial, type Listening, serve, until } from '../../../support/embedded/network/sockets.ts';

async function between(server: { port: number }, onServerReset: OnServerReset) {
  const upstream = new Set<Socket>();
  const listener = createServer({ allowHalfOpen: true }, (client) => {
    const socket = connect({ port: server.port, host: '127.0.0.1', allowHalfOpen: true });
    upstream.add(socket);
    pipeConnections(client, socket, onServerReset);
  });
  listener.listen(0, '127.0.0.1');
  await once(listener, 'listening');
  return {
    port: (listener.address() as AddressInfo).port,
    upstream,
    [Symbol.dispose]: () => void listener.close(),
  };
}

async function closedPort(): Promise<{ port: number }> {
  await using server: Listening = await serve(() => {});
  return { port: server.port };
}

const onRequest = (then: (socket: Socket) => void) => (socket: Socket) => {
  socket.once('data', () => then(socket));
};

describe('pipeConnections', () => {
  // The right column is what HAProxy 3.0 did with the same servers, run by hand.
  const cases: readonly [string, (socket: Socket) => void, string[], string[]][] = [
    ['a reset at once', (socket) => socket.resetAndDestroy(), ['ECONNRESET', 'closed'], ['FIN', 'closed']],
    ['a FIN at once', (socket) => socket.end(), ['FIN', 'closed'], ['FIN', 'closed']],
    [
      'a reset instead of an answer',
      onRequest((socket) => socket.resetAndDestroy()),
      ['ECONNRESET', 'closed'],
      ['FIN', 'closed'],
    ],
    [
      'a close instead of an answer',
      onRequest((socket) => socket.destroy()),
      ['FIN', 'closed'],
      ['FIN', 'closed'],
    ],
    [
      'a reset within the answer',
      onRequest((socket) => void socket.write('half', () => socket.resetAndDestroy())),
      ['data:half', 'ECONNRESET', 'closed'],
      ['data:half', 'FIN', 'closed'],
    ],
    [
      'a close after the answer',
      onRequest((socket) => socket.end('answer')),
      ['data:answer', 'FIN', 'closed'],
      ['data:answer', 'FIN', 'closed'],
    ],
  ];
  for (const [what, behave, reset, close] of cases)
    for (const [onServerReset, expected] of [
      ['reset', reset],
      ['close', close],
    ] as const)
      it(`shows a client ${what} as ${expected.join(', ')} if onServerReset is ${onServerReset}`, async () => {
        await using server = await serve(behave);
        using proxy = await between(server, onServerReset);
        const client = dial(proxy.port, undefined, 'request');
        client.socket.on('end', () => client.socket.end());
        await until(() => client.saw.includes('closed'));
        expect(client.saw).toEqual(expected);
      });

  it.each([
    ['reset', ['ECONNRESET', 'closed']],
    ['close', ['FIN', 'closed']],
  ] as const)('shows a refused connection as a %s', async (onServerReset, expected) => {
    using proxy = await between(await closedPort(), onServerReset);
    const client = dial(proxy.port, undefined, 'request');
    client.socket.on('end', () => client.socket.end());
    await until(() => client.saw.includes('closed'));
    expect(client.saw).toEqual(expected);
  });

  it.each(['reset', 'close'] as const)("passes a client's reset on (%s)", async (onServerReset) => {
    await using server = await serve(() => {});
    using proxy = await between(server, onServerReset);
    const client = dial(proxy.port, undefined, 'request');
    await until(() => server.saw.includes('data:request'));
    client.socket.resetAndDestroy();
    await until(() => server.saw.includes('closed'));
    expect(server.saw).toEqual(['data:request', 'ECONNRESET', 'closed']);
  });

  it('lets a server respond after the end of the request', async () => {
    await using server = await serve((socket) => socket.on('end', () => socket.end('late answer')));
    using proxy = await between(server, 'reset');
    const client = dial(proxy.port, undefined, 'request');
    client.socket.end();
    await until(() => client.saw.includes('closed'));
    expect(server.saw.slice(0, 2)).toEqual(['data:request', 'FIN']);
    expect(client.saw).toEqual(['data:late answer', 'FIN', 'closed']);
  });

  it('lets a client continue to send to a server that has ended its side', async () => {
    await using server = await serve((socket) => void socket.end());
    using proxy = await between(server, 'reset');
    const client = dial(proxy.port);
    await until(() => client.saw.includes('FIN'));
    client.socket.end('still sending');
    await until(() => server.saw.includes('closed'));
    expect(server.saw).toEqual(['data:still sending', 'FIN', 'closed']);
  });

  it('carries many bytes both ways, unchanged', async () => {
    const bytes = Buffer.alloc(3_000_000, 'abcdefg');
    await using server = await serve((socket) => socket.pipe(socket));
    using proxy = await between(server, 'reset');
    const client = dial(proxy.port);
    client.socket.end(bytes);
    await until(() => client.saw.includes('closed'));
    expect(Buffer.from(client.text()).equals(bytes)).toBe(true);
  });

  it('reads no more from a client if its server does not read', async () => {
    await using server = await serve((socket) => socket.pause());
    using proxy = await between(server, 'reset');
    const client = dial(proxy.port);
    client.socket.write(Buffer.alloc(50_000_000));
    const held = () => [...proxy.upstream].map((socket) => socket.writableLength)[0] ?? 0;
    await until(() => held() > 0);
    expect(held()).toBeLessThan(1_000_000);
    expect(client.socket.writableLength).toBeGreaterThan(10_000_000);
    client.socket.destroy();
  });
});
