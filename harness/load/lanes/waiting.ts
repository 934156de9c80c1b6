import type { Exchange } from '../request/exchange.ts';
import type { CarrierContext } from './lane.ts';

/** Requests that wait for a connection of their lane, in order of arrival. */
export interface WaitingRequests {
  add(exchange: Exchange): void;
  /** Its wait is over: it is sent, or the lane has abandoned it. */
  delete(exchange: Exchange): void;
  /** Null if none waits. */
  first(): Exchange | null;
  /** Ends every wait. */
  clear(): void;
}

/** Each wait is measured and reported when it is over, because the load generator causes its cost. */
export function waitingRequests({
  clock,
  onWaited,
}: Pick<CarrierContext, 'clock' | 'onWaited'>): WaitingRequests {
  const sinceUs = new Map<Exchange, number>();
  const end = (exchange: Exchange) => {
    const beganUs = sinceUs.get(exchange);
    if (beganUs === undefined) return;
    sinceUs.delete(exchange);
    onWaited(exchange.seq, clock.nowUs() - beganUs);
  };
  return {
    add: (exchange) => void sinceUs.set(exchange, clock.nowUs()),
    delete: end,
    first() {
      for (const exchange of sinceUs.keys()) return exchange;
      return null;
    },
    clear() {
      for (const exchange of sinceUs.keys()) end(exchange);
    },
  };
}
