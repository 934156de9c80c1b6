import type { Dispatcher } from 'undici';
import type { Clock } from '../../journal/clock.ts';
import type { Sample, SampleOutcome } from '../../journal/samples.ts';
import { addToBody, type BodySeen, classifyResponse, type ExpectedResponse, startBody } from './body.ts';
import { classifyError } from './classify.ts';
import type { Via } from './connections.ts';
import { type NameTable, nodeHeader, podHeader } from './names.ts';

/** One request in flight, and the sample that it becomes. */
export type Exchange = { -readonly [Column in keyof Sample]: Sample[Column] } & BodySeen & {
    /** Its connection; null while it waits for one. */
    via: Via | null;
    /** HTTP/1.1: null until it was written to a connected socket. */
    controller: Dispatcher.DispatchController | null;
  };

/** A request that is due and has not been processed yet. */
export function newExchange(seq: number, intendedUs: number): Exchange {
  return {
    seq,
    intendedUs,
    sentUs: Number.NaN,
    firstByteUs: Number.NaN,
    endUs: Number.NaN,
    ...startBody(),
    outcome: 0,
    connection: 0,
    answered: 0,
    pod: 0,
    node: 0,
    via: null,
    controller: null,
  };
}

/**
 * Follows one request through its connection and reports how it ended. `onEnd` may be called again by events
 * after an abort.
 */
export function followExchange(
  exchange: Exchange,
  via: Via,
  { clock, names, expected }: { clock: Clock; names: NameTable; expected: ExpectedResponse },
  onEnd: (outcome: SampleOutcome, error?: Error) => void,
): Dispatcher.DispatchHandler {
  exchange.via = via;
  return {
    onRequestStart(controller) {
      exchange.controller = controller;
      exchange.sentUs = clock.nowUs();
    },
    onResponseStarted() {
      if (Number.isNaN(exchange.firstByteUs)) exchange.firstByteUs = clock.nowUs();
    },
    onResponseStart(_controller, statusCode, headers) {
      exchange.status = statusCode;
      via.answered = 1;
      via.pod = names.assignNumber('pod', getFirstValue(headers[podHeader])) || via.pod;
      via.node = names.assignNumber('node', getFirstValue(headers[nodeHeader])) || via.node;
    },
    onResponseData(_controller, chunk) {
      addToBody(exchange, chunk, expected);
    },
    onResponseEnd() {
      onEnd(classifyResponse(exchange, expected));
    },
    onResponseError(_controller, error) {
      onEnd(classifyError(error, exchange.controller !== null), error);
    },
  };
}

function getFirstValue(header: string | string[] | undefined): string | undefined {
  return Array.isArray(header) ? header[0] : header;
}
