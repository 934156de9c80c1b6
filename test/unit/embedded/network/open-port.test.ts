import { createServer, type Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import { openPort } from '../../../../harness/embedded/network/open-port.ts';
import { dial, named, refusal, serve, until } from '../../../support/embedded/network/sockets.ts';

const own = (socket: Socket) => {
  socket.on('error', () => {});
  named('own')(socket);
};

describe('a port that is opened', () => {
  it('is bound as soon as another process releases it, and the obstacle is reported once', async () => {
    const other = await serve(named('other'));
    const reported: Error[] = [];
    const server = createServer(own);
    using _open = openPort(server, { address: other.address, port: other.port }, (error) =>
      reported.push(error),
    );
    await until(() => reported.length > 0);
    await other[Symbol.asyncDispose]();
    await until(async () => {
      const client = dial(other.port);
      await until(() => client.saw.length > 0);
      client.socket.destroy();
      return client.text() === 'own';
    });
    expect(reported.map(({ message }) => message)).toEqual([expect.stringContaining('EADDRINUSE')]);
  });

  it('stays open when a connection cannot be accepted', async () => {
    const reported: Error[] = [];
    const server = createServer(own);
    const free = await serve(() => {});
    await free[Symbol.asyncDispose]();
    using _open = openPort(server, free, (error) => reported.push(error));
    await until(() => server.listening);
    server.emit('error', new Error('accept EMFILE'));
    // Longer than opening it again would take, which would throw.
    await new Promise((resolve) => setTimeout(resolve, 600));
    expect(await refusal(free.port)).toBe(null);
    expect(reported).toHaveLength(1);
  });
});
