import type { Server } from 'node:net';

/** Another process may hold the port for a moment. */
const retryMs = 500;

/** Has a server listen, trying again where it can't, until disposed of. That leaves its connections alone. */
export function openPort(
  server: Server,
  at: { readonly address: string; readonly port: number },
  onError: (error: Error) => void,
): Disposable {
  let ended = false;
  let reported = '';
  let retry: NodeJS.Timeout | undefined;
  const open = () => server.listen({ host: at.address, port: at.port, backlog: 1024 });
  server.on('error', (error) => {
    if (ended) return;
    // Once, and not with every attempt.
    if (error.message !== reported) onError(error);
    reported = error.message;
    // What fails of a port that is open is a connection, and not the port.
    if (!server.listening) retry = setTimeout(open, retryMs);
  });
  server.on('listening', () => {
    reported = '';
    // Disposed before it was open: only an open one can be closed.
    if (ended) server.close();
  });
  open();
  return {
    [Symbol.dispose]() {
      ended = true;
      clearTimeout(retry);
      if (server.listening) server.close();
    },
  };
}
