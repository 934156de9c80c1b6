import type { EventEmitter } from 'node:events';
import autocannon from 'autocannon';
import type { Clock } from '../../journal/clock.ts';
import { outcomes, type SampleOutcome } from '../../journal/samples.ts';
import { addToBody, classifyResponse, type ExpectedResponse } from '../request/body.ts';
import { classifyError } from '../request/classify.ts';
import { type Exchange, newExchange } from '../request/exchange.ts';
import { type NameTable, nodeHeader, podHeader } from '../request/names.ts';
import type { RequestPlan } from '../request/request-plan.ts';
import { onConnect } from './connect.ts';
import { obeyClose } from './obey-close.ts';
import { keepTicking } from './ticker.ts';

export interface FollowOptions {
  readonly clock: Clock;
  readonly names: NameTable;
  readonly expected: ExpectedResponse;
  /** Number of a connection that autocannon opens now. */
  readonly onOpen: () => number;
  /** Number of a request that autocannon sends now. */
  readonly onSend: () => number;
  /** Each sent request, exactly once. */
  readonly onEnd: (exchange: Exchange) => void;
  /** How long to wait before a connection is opened again whose last two gave no answer. */
  readonly reconnectMs: number;
}

/**
 * Follows every request of one autocannon client. Its own events lose some: a connection that ends without an answer is
 * opened again without a word, and the next answer is then taken for that request's. So each request is stamped here
 * when it is sent, and one whose connection is replaced was closed.
 */
function followClient(client: EventEmitter, options: FollowOptions): void {
  let current: Exchange | null = null;
  let lost: Exchange | null = null;
  // What it last reached, too: a request that fails on it has nothing else to tell by.
  let on = { connection: 0, answered: 0, pod: 0, node: 0 };
  let opened = false;

  const settle = (exchange: Exchange | null, outcome: SampleOutcome) => {
    if (!exchange || !Number.isNaN(exchange.endUs)) return;
    exchange.endUs = options.clock.nowUs();
    exchange.outcome = outcomes[outcome];
    if (exchange === current) current = null;
    options.onEnd(exchange);
  };

  onConnect(client, options.reconnectMs, {
    replaced() {
      lost = current;
      current = null;
      // autocannon reports a time-out after it has replaced the connection, in the same turn of the event loop.
      queueMicrotask(() => settle(lost, 'closed'));
    },
    opening() {
      if (!opened) keepTicking(client);
      opened = true;
      on = { connection: options.onOpen(), answered: 0, pod: 0, node: 0 };
    },
  });
  obeyClose(client);
  client.on('request', () => {
    current = newExchange(options.onSend(), options.clock.nowUs());
    current.sentUs = current.intendedUs;
    Object.assign(current, on);
  });
  client.on('headers', (response: { headers?: readonly string[] }) => {
    if (!current) return;
    current.firstByteUs = options.clock.nowUs();
    on.answered = 1;
    on.pod = options.names.numberOf('pod', headerIn(response.headers, podHeader)) || on.pod;
    on.node = options.names.numberOf('node', headerIn(response.headers, nodeHeader)) || on.node;
    Object.assign(current, on);
  });
  client.on('body', (piece: Buffer) => {
    if (current) addToBody(current, piece, options.expected);
  });
  client.on('response', (status: number) => {
    if (!current) return;
    current.status = status;
    settle(current, classifyResponse(current, options.expected));
  });
  client.on('connError', (error: Error) => settle(current, classifyError(error, true)));
  client.on('timeout', () => settle(lost, 'timed-out'));
  client.on('done', () => settle(current, 'cancelled'));
}

/** A request in autocannon's words. */
export function autocannonRequest(
  request: RequestPlan | null,
): Pick<autocannon.Options, 'method' | 'headers' | 'body'> {
  if (request === null) return {};
  const { method, headers, body } = request;
  return {
    method: method as NonNullable<autocannon.Options['method']>,
    headers: { ...headers },
    ...(body !== null && { body }),
  };
}

/** The shortest time-out that autocannon takes. */
const leastTimeoutS = 1;

/** Starts autocannon with a follower on each of its clients; `done` when it has ended. */
export function startAutocannon(
  { timeoutMs, ...options }: autocannon.Options & { readonly timeoutMs: number },
  follow: FollowOptions,
) {
  const { promise: done, resolve, reject } = Promise.withResolvers<void>();
  const setupClient = (client: EventEmitter) => followClient(client, follow);
  const instance = autocannon(
    { ...options, timeout: Math.max(leastTimeoutS, timeoutMs / 1000), setupClient },
    (error: unknown) => (error ? reject(error) : resolve()),
  );
  return { stop: () => instance.stop(), done };
}

/** Headers come as a list of names and values in turn. */
function headerIn(headers: readonly string[] = [], name: string): string | undefined {
  const at = headers.findIndex((text, index) => index % 2 === 0 && text.toLowerCase() === name);
  return at === -1 ? undefined : headers[at + 1];
}
