import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** A server for tests, on any free port. */
export interface Listening extends AsyncDisposable {
  readonly port: number;
  readonly address: string;
  readonly sockets: ReadonlySet<Socket>;
  /** What its connections saw, in order: `data:…`, `FIN`, an error's code, `closed`. */
  readonly saw: string[];
}

/** @param behave what it does with a new connection */
export async function serve(
  behave: (socket: Socket) => void,
  address = '127.0.0.1',
  port = 0,
): Promise<Listening> {
  const sockets = new Set<Socket>();
  const saw: string[] = [];
  const server: Server = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => {
    sockets.add(socket);
    note(socket, saw);
    socket.on('close', () => sockets.delete(socket));
    behave(socket);
  });
  server.listen(port, address);
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    address,
    sockets,
    saw,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      if (!server.listening) return;
      server.close();
      await once(server, 'close');
    },
  };
}

/** Sends its name to each client, and then echoes. */
export const named = (name: string) => (socket: Socket) => {
  socket.write(name);
  socket.on('data', (bytes) => socket.write(bytes));
  socket.on('end', () => socket.end());
};

function note(socket: Socket, saw: string[]): void {
  socket.on('data', (bytes) => saw.push(`data:${bytes}`));
  socket.on('end', () => saw.push('FIN'));
  socket.on('error', (error: NodeJS.ErrnoException) => saw.push(String(error.code)));
  socket.on('close', () => saw.push('closed'));
}

/** A client's connection and what it has seen. */
export interface Dialled {
  readonly socket: Socket;
  readonly saw: string[];
  /** All bytes received. */
  text(): string;
}

export function dial(port: number, address = '127.0.0.1', send?: string): Dialled {
  const saw: string[] = [];
  const socket = connect({ port, host: address, allowHalfOpen: true });
  socket.setNoDelay(true);
  note(socket, saw);
  if (send !== undefined) socket.write(send);
  return {
    socket,
    saw,
    text: () => saw.map((one) => (one.startsWith('data:') ? one.slice(5) : '')).join(''),
  };
}

/** The error code of a failed connection; null if it succeeded. */
export async function refusal(port: number, address = '127.0.0.1'): Promise<string | null> {
  const { socket, saw } = dial(port, address);
  await new Promise((resolve) => socket.once('connect', resolve).once('close', resolve));
  socket.destroy();
  return saw.find((one) => one.startsWith('ECONN')) ?? null;
}

/** Waits for a condition with short pauses. */
export async function until(what: () => boolean | Promise<boolean>): Promise<void> {
  for (const deadline = performance.now() + 10_000; performance.now() < deadline; await sleep(2))
    if (await what()) return;
  throw new Error(`Never came true: ${what}`);
}
