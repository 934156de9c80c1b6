import type { EventEmitter } from 'node:events';

/**
 * Lets an autocannon client obey `Connection: close`, as every HTTP client must (RFC 9112, 9.6). By itself it never
 * looks: it sends the next request on the very connection that the server just promised to close, and a server that
 * leaves gracefully would be blamed for that request's loss. autocannon offers no hook for this; its method is
 * replaced on the one client.
 * @throws when this version of autocannon has no such method
 */
export function obeyClose(client: EventEmitter): void {
  const send: unknown = Reflect.get(client, '_doRequest');
  const reset: unknown = Reflect.get(client, '_resetConnection');
  if (typeof send !== 'function' || typeof reset !== 'function')
    throw new Error('this autocannon sends in another way');
  let closing: unknown = null;

  client.on('headers', ({ shouldKeepAlive }: { readonly shouldKeepAlive?: boolean }) => {
    if (shouldKeepAlive === false) closing = Reflect.get(client, 'conn');
  });
  Reflect.set(client, '_doRequest', () => {
    // A reset takes nothing from the rate: the new connection comes back here for its first request.
    Reflect.apply(closing === Reflect.get(client, 'conn') ? reset : send, client, []);
  });
}
