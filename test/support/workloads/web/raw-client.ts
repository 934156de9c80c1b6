import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

/** One TCP connection on which a test controls when each byte is sent. */
export interface RawClient extends Disposable {
  readonly socket: Socket;
  /** Everything received so far. */
  received(): string;
  /** Resolves when `text` has been received. */
  until(text: string): Promise<void>;
  /** Resolves with how the connection ended. */
  readonly ended: Promise<'fin' | 'reset'>;
}

/** @throws Error with code ECONNREFUSED if nothing listens */
export async function rawClient(port: number): Promise<RawClient> {
  const socket = connect(port, '127.0.0.1');
  await once(socket, 'connect');
  let received = '';
  socket.on('data', (chunk: Buffer) => {
    received += String(chunk);
  });
  const ended = new Promise<'fin' | 'reset'>((resolve) => {
    socket.once('end', () => resolve('fin'));
    socket.once('error', () => resolve('reset'));
  });
  return {
    socket,
    ended,
    received: () => received,
    async until(text) {
      while (!received.includes(text)) {
        if (socket.closed) throw new Error(`closed before ${JSON.stringify(text)} came: ${received}`);
        await Promise.race([once(socket, 'data'), once(socket, 'close')]);
      }
    },
    [Symbol.dispose]() {
      socket.destroy();
    },
  };
}

/** A complete request. */
export const get = (path: string) => `GET ${path} HTTP/1.1\r\nHost: web\r\n\r\n`;
