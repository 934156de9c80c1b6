import type { EventEmitter } from 'node:events';

/**
 * Keeps the ticker that ends an autocannon client's requests from being set to a time in the past. After its thread stood still for
 * longer than a request may take it reckons a negative rest; Node takes that for a millisecond, which is right, but warns of it on stderr.
 * autocannon offers no hook for this; its method is replaced on the one client, whose ticker is there once it connects.
 * @throws when this version of autocannon has no such ticker
 */
export function keepTicking(client: EventEmitter): void {
  const ticker: unknown = Reflect.get(client, 'timeoutTicker');
  const schedule: unknown = ticker instanceof Object && Reflect.get(ticker, '_schedule');
  if (!(ticker instanceof Object) || typeof schedule !== 'function')
    throw new Error('this autocannon times its requests in another way');
  Reflect.set(ticker, '_schedule', (ms: number) => Reflect.apply(schedule, ticker, [Math.max(1, ms)]));
}
