import type { Server } from 'node:net';

/** Another process may hold the port for a moment. */
const retryMs = 500;

/** Makes a server listen, with retries, until disposed of. Disposal does not end its connections. */
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
    // Reported once, not for every attempt.
    if (error.message !== reported) onError(error);
    reported = error.message;
    // After the port is open, an error concerns a connection and not the port.
    if (!server.listening) retry = setTimeout(open, retryMs);
  });
  server.on('listening', () => {
    reported = '';
    // Disposed before the port was open: only an open one can be closed.
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
