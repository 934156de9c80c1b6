import type { EventEmitter } from 'node:events';

export interface ConnectHooks {
  /** The client gives up its connection for another one; what was under way on it is lost. */
  replaced(): void;
  /** A connection is opened now. */
  opening(): void;
}

/** autocannon's parser of answers, as far as it is used here. */
interface Parser {
  readonly type: string;
  reinitialize(type: string): void;
}

/**
 * Watches and slows down how an autocannon client connects. By itself it opens a lost connection again at once, whatever
 * its rate: with nothing behind the front door that is 3,800 connections a second, which take the processors and ports
 * that the judged lanes need. So a connection that follows one without an answer waits. Its parser, too, goes on from
 * connection to connection, and would take the beginning of an answer for the rest of one that was cut off. autocannon
 * offers no hook for this; its method is replaced on the one client.
 * @throws when this version of autocannon has no such method
 */
export function onConnect(client: EventEmitter, reconnectMs: number, hooks: ConnectHooks): void {
  const connect: unknown = Reflect.get(client, '_connect');
  const parser = Reflect.get(client, 'parser') as Parser | undefined;
  if (typeof connect !== 'function' || !parser?.reinitialize)
    throw new Error('this autocannon connects in another way');
  let fruitless = 0;
  let waiting: NodeJS.Timeout | undefined;

  const open = () => {
    waiting = undefined;
    if (Reflect.get(client, 'destroyed')) return;
    fruitless += 1;
    parser.reinitialize(parser.type);
    hooks.opening();
    Reflect.apply(connect, client, []);
  };
  client.on('response', () => {
    fruitless = 0;
  });
  client.on('done', () => clearTimeout(waiting));
  Reflect.set(client, '_connect', () => {
    hooks.replaced();
    if (waiting) return;
    if (fruitless < 2 || reconnectMs === 0) return open();
    // Else its next second would begin with a request on the connection that is gone.
    Reflect.set(client, 'paused', false);
    waiting = setTimeout(open, reconnectMs);
  });
}
