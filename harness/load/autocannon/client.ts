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
  /** Number of the connection that autocannon opens now. */
  readonly onOpen: () => number;
  /** Number of the request that autocannon sends now. */
  readonly onSend: () => number;
  /** Each sent request, exactly once. */
  readonly onEnd: (exchange: Exchange) => void;
  /** Delay before a connection is opened again whose last two attempts gave no response. */
  readonly reconnectMs: number;
}

/**
 * Follows every request of one autocannon client, whose own events lose some. A connection that ends without
 * a response is silently opened again, and the next response is then attributed to that request. So each
 * request is recorded here when it is sent, and counts as closed if its connection is replaced.
 */
function followClient(client: EventEmitter, options: FollowOptions): void {
  let current: Exchange | null = null;
  let lost: Exchange | null = null;
  // Also what it last reached: a request that fails on it has no other source.
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
      // autocannon reports a timeout after it has replaced the connection, in the same tick.
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
    on.pod = options.names.assignNumber('pod', headerIn(response.headers, podHeader)) || on.pod;
    on.node = options.names.assignNumber('node', headerIn(response.headers, nodeHeader)) || on.node;
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

/** A request in autocannon's form. */
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

/** The shortest timeout that autocannon accepts. */
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

/** Headers are a list of alternating names and values. */
function headerIn(headers: readonly string[] = [], name: string): string | undefined {
  const at = headers.findIndex((text, index) => index % 2 === 0 && text.toLowerCase() === name);
  return at === -1 ? undefined : headers[at + 1];
}
