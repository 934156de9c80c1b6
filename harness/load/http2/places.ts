import type { ClientHttp2Stream } from 'node:http2';
import type { Clock } from '../../journal/clock.ts';
import { surplusIdleUs } from '../request/connections.ts';
import type { Exchange } from '../request/exchange.ts';
import type { H2Connection } from './connection.ts';

/** A connection, and its requests. */
export interface Busy {
  readonly connection: H2Connection;
  connected: boolean;
  /** Requests to send once it is connected and its server has announced its limit. */
  readonly due: Set<Exchange>;
  readonly streams: Map<Exchange, ClientHttp2Stream>;
  /** Since when nothing is on it, if nothing is. */
  idleSinceUs: number;
}

export interface PlacesOptions {
  /** This many connections are used in turn, so that all stay in use. A closed one is opened again at its turn. */
  readonly kept: number;
  /** Maximum number of connections; null opens another one when all are full. */
  readonly limit: number | null;
  readonly clock: Clock;
  readonly open: () => Busy;
}

/**
 * Selects the connection for a lane's next request: the next in turn that has room; null if none has, and no
 * more are allowed. The server sets how many requests a connection carries; more clients would open more
 * connections. An additional one is closed when no request needed it for a while.
 */
export function createPlaces({ kept, limit, clock, open }: PlacesOptions): () => Busy | null {
  const places: (Busy | undefined)[] = new Array(kept);
  let surplus: Busy[] = [];
  let turn = 0;
  const onIt = ({ due, streams }: Busy) => due.size + streams.size;
  const hasRoom = (busy: Busy) => onIt(busy) < busy.connection.mostStreams();

  const closeUnneeded = () => {
    const sinceUs = clock.nowUs() - surplusIdleUs;
    for (const busy of surplus) if (onIt(busy) === 0 && busy.idleSinceUs <= sinceUs) busy.connection.leave();
    surplus = surplus.filter(({ connection }) => connection.usable());
  };

  return () => {
    closeUnneeded();
    for (let tried = 0; tried < places.length; tried += 1) {
      const place = turn % places.length;
      turn += 1;
      const found = places[place];
      if (!found?.connection.usable()) {
        const opened = open();
        places[place] = opened;
        return opened;
      }
      if (hasRoom(found)) return found;
    }
    // The first that has room, so that those at the end become unused when there are fewer requests.
    const further = surplus.find(hasRoom);
    if (further !== undefined) return further;
    if (limit !== null && places.length + surplus.length >= limit) return null;
    const opened = open();
    surplus.push(opened);
    return opened;
  };
}
