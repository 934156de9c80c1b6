import { constants } from 'node:http2';
import { laneKinds } from '../../scenario/load/lane-kinds.ts';
import type { Carrier, CarrierJob, OnExchangeEnd } from '../lanes/carrier.ts';
import type { CarrierContext } from '../lanes/lane.ts';
import { waitingRequests } from '../lanes/waiting.ts';
import { addToBody, classifyResponse } from '../request/body.ts';
import { classifyError } from '../request/classify.ts';
import type { Exchange } from '../request/exchange.ts';
import { nodeHeader, podHeader } from '../request/names.ts';
import { openH2Connection } from './connection.ts';
import { h2Headers } from './headers.ts';
import { classifyLoss } from './outcome.ts';
import { type Busy, createPlaces } from './places.ts';

/**
 * HTTP/2: many requests at a time on each connection. They are distributed over the lane's connections in
 * turn (`createPlaces`). If all are full and the lane may open no more, requests wait in order of arrival.
 */
export function openH2(job: CarrierJob, context: CarrierContext, ended: OnExchangeEnd): Carrier {
  const { clock, names, expected } = context;
  const url = new URL(job.url);
  const headers = h2Headers(url, job.request);
  const body = job.request?.body ?? null;
  const reuse = laneKinds[job.kind].keepsConnections;
  const all = new Set<Busy>();
  const waiting = waitingRequests(context);
  const at = new Map<Exchange, Busy>();
  let opened = 0;

  const open = (): Busy => {
    const connection = openH2Connection(url, job.ca, {
      onConnected() {
        opened += 1;
        connection.number = opened;
        busy.connected = true;
        sendDue(busy);
      },
      onRoom() {
        sendDue(busy);
        // More than its server accepts.
        const moved = [...busy.due];
        busy.due.clear();
        for (const exchange of moved) carry(exchange);
        sendWaiting();
      },
      onEnd() {
        all.delete(busy);
        const { error } = connection;
        for (const exchange of busy.due)
          end(exchange, error ? classifyError(error, false) : 'closed', error ?? undefined);
      },
    });
    const busy: Busy = {
      ...{ connection, connected: false, due: new Set(), streams: new Map() },
      idleSinceUs: clock.nowUs(),
    };
    all.add(busy);
    return busy;
  };

  const next = reuse ? createPlaces({ kept: job.connections, limit: job.limit, clock, open }) : open;

  const carry = (exchange: Exchange) => {
    const busy = next();
    if (busy !== null) return put(exchange, busy);
    // It may have been on a connection without room for it, or on an abandoned one.
    at.delete(exchange);
    exchange.via = null;
    waiting.add(exchange);
  };

  const put = (exchange: Exchange, busy: Busy) => {
    exchange.via = busy.connection;
    at.set(exchange, busy);
    busy.due.add(exchange);
    sendDue(busy);
  };

  const sendDue = (busy: Busy) => {
    for (const exchange of busy.connected ? busy.due : []) {
      if (busy.streams.size >= busy.connection.mostSent()) return;
      busy.due.delete(exchange);
      send(exchange, busy);
    }
  };

  const send = (exchange: Exchange, busy: Busy) => {
    const { connection } = busy;
    exchange.sentUs = clock.nowUs();
    const stream = connection.session.request(headers, { endStream: body === null });
    busy.streams.set(exchange, stream);
    if (body !== null) stream.end(body);
    stream.on('response', (answer) => {
      connection.heardUs = clock.nowUs();
      exchange.firstByteUs = connection.heardUs;
      connection.answered = 1;
      exchange.status = Number(answer[constants.HTTP2_HEADER_STATUS]);
      connection.pod = names.assignNumber('pod', getFirstValue(answer[podHeader])) || connection.pod;
      connection.node = names.assignNumber('node', getFirstValue(answer[nodeHeader])) || connection.node;
    });
    stream.on('data', (piece: Buffer) => {
      connection.heardUs = clock.nowUs();
      addToBody(exchange, piece, expected);
    });
    stream.once('end', () => {
      // Node also emits an end for a stream that was cut off.
      if (stream.rstCode === constants.NGHTTP2_NO_ERROR && exchange.status > 0)
        end(exchange, classifyResponse(exchange, expected));
    });
    stream.on('error', (error: NodeJS.ErrnoException) => {
      // The error of its connection, which its requests have received already.
      if (error.code !== 'ERR_HTTP2_STREAM_ERROR') connection.error ??= error;
    });
    stream.once('close', () => {
      end(exchange, classifyLoss(connection, stream.rstCode), connection.error ?? undefined);
    });
  };

  const end = (exchange: Exchange, outcome: Parameters<OnExchangeEnd>[1], error?: Error) => {
    if (release(exchange)) ended(exchange, outcome, error);
  };

  /** Makes room for the next. False if it had been made already. */
  const release = (exchange: Exchange): boolean => {
    const busy = at.get(exchange);
    if (busy === undefined) return false;
    at.delete(exchange);
    busy.due.delete(exchange);
    busy.streams.delete(exchange);
    busy.idleSinceUs = clock.nowUs();
    if (!reuse) busy.connection.leave();
    sendWaiting();
    return true;
  };

  const sendWaiting = () => {
    for (let exchange = waiting.first(); exchange !== null; exchange = waiting.first()) {
      const busy = next();
      if (busy === null) return;
      waiting.delete(exchange);
      put(exchange, busy);
    }
  };

  /** Accepts no new request. Requests that wait for it to be connected were not sent, and move to another. */
  const giveUp = (busy: Busy) => {
    const moved = [...busy.due];
    busy.due.clear();
    if (busy.connected) busy.connection.leave();
    else void busy.connection.cut();
    for (const exchange of moved) carry(exchange);
  };

  return {
    carry,
    drop(exchange) {
      waiting.delete(exchange);
      const busy = at.get(exchange);
      if (busy === undefined) return;
      const stream = busy.streams.get(exchange);
      const silent = !(busy.connection.heardUs >= exchange.sentUs);
      release(exchange);
      stream?.close(constants.NGHTTP2_CANCEL);
      // A connection that received nothing for this long may be dead; TCP would take minutes to notice.
      if (silent && busy.connection.usable()) giveUp(busy);
    },
    async close() {
      waiting.clear();
      await Promise.all([...all].map(({ connection }) => connection.cut()));
    },
  };
}

function getFirstValue(header: string | string[] | undefined): string | undefined {
  return Array.isArray(header) ? header[0] : header;
}
