import type { Socket } from 'node:net';

/**
 * What happens when the server's side breaks a connection. `reset`: the client sees the break, as through
 * kube-proxy's address translation. `close`: the client sees an ordinary end, as with HAProxy 3.0 in TCP mode
 * (tested: HAProxy sends its client a FIN in every case).
 */
export type OnServerReset = 'reset' | 'close';

/**
 * Forwards what each of two connections sends: bytes, a FIN as a FIN (the other direction stays open), a reset as a
 * reset. A slow side slows the other one; nothing is buffered beyond the sockets' own buffers. Both must have been
 * opened with `allowHalfOpen`. The server's may still be connecting; if that fails, it counts as broken.
 */
export function pipeConnections(client: Socket, server: Socket, onServerReset: OnServerReset): void {
  for (const socket of [client, server]) {
    socket.setNoDelay(true);
    // The reason does not matter: a broken connection emits `close` next.
    socket.on('error', () => {});
  }
  client.once('close', () => {
    if (!isOver(client)) breakOff(server);
  });
  server.once('close', () => {
    if (isOver(server)) return;
    if (onServerReset === 'reset') breakOff(client);
    else closeGently(client);
  });
  client.pipe(server);
  server.pipe(client);
}

/** Both directions have ended in order, so the other side has received everything. */
const isOver = (socket: Socket): boolean => socket.readableEnded && socket.writableFinished;

/** With a reset; a socket that is still connecting, or has sent its FIN, can only be closed. */
export function breakOff(socket: Socket): void {
  if (socket.connecting || (socket.writableEnded && !socket.writableFinished)) socket.destroy();
  else if (!socket.destroyed) socket.resetAndDestroy();
}

/**
 * With a FIN. Data that the client still sends is discarded until it closes, too, because closing with unread
 * bytes would cause a reset.
 */
export function closeGently(client: Socket): void {
  if (client.destroyed) return;
  client.end();
  client.resume();
}
