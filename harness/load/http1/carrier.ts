import type { Dispatcher } from 'undici';
import { laneKinds } from '../../scenario/load/lane-kinds.ts';
import type { Carrier, CarrierJob, OnExchangeEnd } from '../lanes/carrier.ts';
import type { CarrierContext } from '../lanes/lane.ts';
import { waitingRequests } from '../lanes/waiting.ts';
import { type Connection, openConnections } from '../request/connections.ts';
import { type Exchange, followExchange } from '../request/exchange.ts';

/**
 * HTTP/1.1: one request at a time on each connection. If none is free and the lane may open no more, requests
 * wait in order of arrival.
 */
export function openHttp1(job: CarrierJob, context: CarrierContext, ended: OnExchangeEnd): Carrier {
  const url = new URL(job.url);
  const { method, headers, body } = job.request ?? { method: 'GET', headers: {}, body: null };
  const request = { method: method as Dispatcher.HttpMethod, path: url.pathname + url.search, headers, body };
  const reuse = laneKinds[job.kind].keepsConnections;
  const connections = openConnections({
    origin: url.origin,
    clock: context.clock,
    kept: reuse ? job.connections : 0,
    limit: reuse ? job.limit : null,
    reuse,
    timeoutMs: context.timeoutMs,
    ca: job.ca,
  });
  const waiting = waitingRequests(context);
  const under = new Map<Exchange, Connection>();

  const send = (exchange: Exchange, via: Connection) => {
    under.set(exchange, via);
    const handler = followExchange(exchange, via, context, (outcome, error) => {
      if (!ended(exchange, outcome, error)) return;
      under.delete(exchange);
      // undici cannot dispatch from inside the error callback of the previous request.
      queueMicrotask(() => passOn(via));
    });
    via.client.dispatch(request, handler);
  };

  const passOn = (via: Connection) => {
    const next = waiting.first();
    if (next === null) return connections.release(via);
    waiting.delete(next);
    send(next, via);
  };

  return {
    carry(exchange) {
      const via = connections.acquire();
      if (via) send(exchange, via);
      else waiting.add(exchange);
    },
    drop(exchange, outcome) {
      waiting.delete(exchange);
      const via = under.get(exchange);
      if (via === undefined) return;
      under.delete(exchange);
      if (exchange.controller) exchange.controller.abort(new Error(outcome));
      else connections.abandon(via);
      passOn(via);
    },
    async close() {
      waiting.clear();
      await connections.close();
    },
  };
}
