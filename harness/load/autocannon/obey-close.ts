import type { EventEmitter } from 'node:events';

/**
 * Makes an autocannon client obey `Connection: close`, as every HTTP client must (RFC 9112, 9.6). By itself it ignores
 * the header and sends the next request on that connection, and the loss would be attributed to a server that leaves
 * gracefully. autocannon offers no hook for this, so its method is replaced on the one client.
 * @throws if this version of autocannon has no such method
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
    // A reset does not use up the rate: the new connection calls this again for its first request.
    Reflect.apply(closing === Reflect.get(client, 'conn') ? reset : send, client, []);
  });
}
