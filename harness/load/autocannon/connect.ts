import type { EventEmitter } from 'node:events';

export interface ConnectHooks {
  /** The client replaces its connection; requests in flight on it are lost. */
  replaced(): void;
  /** A connection is opened now. */
  opening(): void;
}

/** The used parts of autocannon's response parser. */
interface Parser {
  readonly type: string;
  reinitialize(type: string): void;
}

/**
 * Observes and slows down how an autocannon client connects. By itself it opens a lost connection again at
 * once, whatever its rate. With nothing behind the front door that is 3,800 connections a second, which use
 * up processors and ports that the judged lanes need. So a connection waits after one without a response. Its
 * parser is also kept across connections, and would take the beginning of a response for the rest of an
 * interrupted one. autocannon offers no hook for this, so its method is replaced on the one client.
 * @throws if this version of autocannon has no such method
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
    // Otherwise its next second would begin with a request on the connection that is gone.
    Reflect.set(client, 'paused', false);
    waiting = setTimeout(open, reconnectMs);
  });
}
