import type { Socket } from 'node:net';

/**
 * What becomes of a connection that the server's side breaks off. `reset`: the client sees it as it was, as through
 * kube-proxy's address translation. `close`: the client sees an ordinary end, as HAProxy 3.0 in TCP mode does it
 * (tried: whatever a server does, its client is sent a FIN).
 */
export type OnServerReset = 'reset' | 'close';

/**
 * Hands on what each of two connections sends: bytes, a FIN as a FIN (the other direction stays open), a reset as a
 * reset. A side that is slow slows the other; nothing is kept beyond the sockets' own buffers. Both must have been
 * opened with `allowHalfOpen`; the server's may still be connecting, and counts as broken off when it can't.
 */
export function pipeConnections(client: Socket, server: Socket, onServerReset: OnServerReset): void {
  for (const socket of [client, server]) {
    socket.setNoDelay(true);
    // The reason does not matter: a connection that breaks is closed next.
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

/** Both directions have ended in order, so that the other side has received everything. */
const isOver = (socket: Socket): boolean => socket.readableEnded && socket.writableFinished;

/** With a reset; a socket that is still connecting, or whose FIN is on its way, can only be closed. */
export function breakOff(socket: Socket): void {
  if (socket.connecting || (socket.writableEnded && !socket.writableFinished)) socket.destroy();
  else if (!socket.destroyed) socket.resetAndDestroy();
}

/**
 * With a FIN; what the client still sends is read and dropped until it closes, too: to close with unread bytes would be
 * a reset.
 */
export function closeGently(client: Socket): void {
  if (client.destroyed) return;
  client.end();
  client.resume();
}
