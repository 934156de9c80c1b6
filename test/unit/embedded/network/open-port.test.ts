import { createServer, type Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import { openPort } from '../../../../harness/embedded/network/open-port.ts';
import { dial, named, refusal, serve, until } from '../../../support/embedded/network/sockets.ts';

const own = (socket: Socket) => {
  socket.on('error', () => {});
  named('own')(socket);
};

describe('a port that is opened', () => {
  it('is had as soon as somebody else lets go of it, and what was in the way is told once', async () => {
    const other = await serve(named('other'));
    const told: Error[] = [];
    const server = createServer(own);
    using _open = openPort(server, { address: other.address, port: other.port }, (error) => told.push(error));
    await until(() => told.length > 0);
    await other[Symbol.asyncDispose]();
    await until(async () => {
      const client = dial(other.port);
      await until(() => client.saw.length > 0);
      client.socket.destroy();
      return client.text() === 'own';
    });
    expect(told.map(({ message }) => message)).toEqual([expect.stringContaining('EADDRINUSE')]);
  });

  it('stays open when a connection can not be accepted', async () => {
    const told: Error[] = [];
    const server = createServer(own);
    const free = await serve(() => {});
    await free[Symbol.asyncDispose]();
    using _open = openPort(server, free, (error) => told.push(error));
    await until(() => server.listening);
    server.emit('error', new Error('accept EMFILE'));
    // Longer than it would take to open it anew, which would throw.
    await new Promise((resolve) => setTimeout(resolve, 600));
    expect(await refusal(free.port)).toBe(null);
    expect(told).toHaveLength(1);
  });
});
