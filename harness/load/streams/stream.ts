import type { Clock } from '../../journal/clock.ts';
import type { SampleOutcome } from '../../journal/samples.ts';
import type { ExpectedResponse } from '../request/body.ts';
import type { Connection, Connections } from '../request/connections.ts';
import { type Exchange, followExchange, newExchange } from '../request/exchange.ts';
import type { NameTable } from '../request/names.ts';

/** Result of a check: what the stream is, or was, connected to. */
export type StreamPeer = Pick<
  Exchange,
  'status' | 'firstByteUs' | 'connection' | 'answered' | 'pod' | 'node'
>;

/** Called once with the outcome of a check. */
export type OnCheckEnd = (outcome: SampleOutcome, reached: StreamPeer) => void;

/** One long-lived streaming response. The first check after a break opens it again. */
export interface Stream {
  /**
   * Reports at once if the state is known; otherwise returns a function that cancels the check, which waits
   * for the stream to open.
   */
  check(found: OnCheckEnd): (() => void) | null;
}

export interface StreamOptions {
  readonly clock: Clock;
  readonly names: NameTable;
  readonly connections: Connections;
  readonly path: string;
  /** Its body is the repeated text. */
  readonly expected: ExpectedResponse;
  /** A stream that sends nothing for this long is broken, as is one that does not open within it. */
  readonly timeoutMs: number;
  readonly onError: (error: Error) => void;
}

type State = 'absent' | 'opening' | 'open';

export function openStream(options: StreamOptions): Stream {
  const { clock, connections, path, expected } = options;
  // Checked by its bytes as they arrive: as a whole it is never the expected body.
  const unjudged = { ...options, expected: { ...expected, body: null, part: null } };
  const silentUs = options.timeoutMs * 1000;
  const looking = new Set<OnCheckEnd>();
  let state: State = 'absent';
  /** A break that no check has reported yet. */
  let broken: { readonly outcome: SampleOutcome; readonly reached: StreamPeer } | null = null;
  let current = newExchange(0, 0);
  let on: Connection | null = null;
  let heardUs = 0;

  const reachedBy = ({ status, firstByteUs, via }: Exchange): StreamPeer => ({
    status,
    firstByteUs,
    connection: via?.number ?? 0,
    answered: via?.answered ?? 0,
    pod: via?.pod ?? 0,
    node: via?.node ?? 0,
  });

  const open = () => {
    state = 'opening';
    heardUs = clock.nowUs();
    const exchange = newExchange(0, heardUs);
    current = exchange;
    const via = connections.acquire() as Connection;
    on = via;
    const handler = followExchange(exchange, via, unjudged, (outcome, error) => {
      if (error) options.onError(error);
      // A stream that ends was closed. undici cannot dispatch from inside the error callback of the previous request.
      if (end(exchange, outcome === 'ok' ? 'closed' : outcome))
        queueMicrotask(() => connections.release(via));
    });
    via.client.dispatch(
      { method: 'GET', path },
      {
        ...handler,
        onResponseData(controller, chunk) {
          const from = exchange.bytes;
          handler.onResponseData?.(controller, chunk);
          if (exchange !== current || exchange.status !== expected.status) return;
          heardUs = clock.nowUs();
          if (!repeats(expected.body, from, chunk)) return cutOff(exchange, 'wrong-body');
          state = 'open';
          tellAll('ok', reachedBy(exchange));
        },
      },
    );
  };

  const tellAll = (outcome: SampleOutcome, reached: StreamPeer) => {
    const all = [...looking];
    looking.clear();
    for (const found of all) found(outcome, reached);
  };

  /** The one place where a stream ends: reported to waiting checks, or kept for the next check. False when it had ended before. */
  const end = (exchange: Exchange, outcome: SampleOutcome): boolean => {
    if (exchange !== current || state === 'absent') return false;
    state = 'absent';
    const reached = reachedBy(exchange);
    if (looking.size > 0) tellAll(outcome, reached);
    else broken = { outcome, reached };
    return true;
  };

  const cutOff = (exchange: Exchange, outcome: SampleOutcome) => {
    const via = on;
    end(exchange, outcome);
    if (!via) return;
    if (exchange.controller) exchange.controller.abort(new Error(outcome));
    else connections.abandon(via);
    connections.release(via);
  };

  return {
    check(found) {
      if (state !== 'absent' && clock.nowUs() - heardUs >= silentUs) cutOff(current, 'timed-out');
      if (broken) {
        const { outcome, reached } = broken;
        broken = null;
        found(outcome, reached);
        open();
        return null;
      }
      if (state === 'open') {
        found('ok', reachedBy(current));
        return null;
      }
      looking.add(found);
      if (state === 'absent') open();
      return () => void looking.delete(found);
    },
  };
}

/** Whether a piece of a stream repeats the expected text. */
function repeats(expected: Buffer | null, from: number, piece: Uint8Array): boolean {
  return expected === null || piece.every((byte, at) => byte === expected[(from + at) % expected.length]);
}
