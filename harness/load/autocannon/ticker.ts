import type { EventEmitter } from 'node:events';

/**
 * Prevents the ticker that ends an autocannon client's requests from being set to a time in the past. If its
 * thread stood still for longer than the timeout it computes a negative delay. Node uses a millisecond
 * instead, which is right, but prints a warning on stderr. autocannon offers no hook for this, so its method
 * is replaced on the one client, whose ticker exists once it connects.
 * @throws if this version of autocannon has no such ticker
 */
export function keepTicking(client: EventEmitter): void {
  const ticker: unknown = Reflect.get(client, 'timeoutTicker');
  const schedule: unknown = ticker instanceof Object && Reflect.get(ticker, '_schedule');
  if (!(ticker instanceof Object) || typeof schedule !== 'function')
    throw new Error('this autocannon times its requests in another way');
  Reflect.set(ticker, '_schedule', (ms: number) => Reflect.apply(schedule, ticker, [Math.max(1, ms)]));
}
