import type { Clock } from '../../journal/clock.ts';
import type { SampleOutcome } from '../../journal/samples.ts';
import type { Expected } from '../request/body.ts';
import type { Connection, Connections } from '../request/connections.ts';
import { type Exchange, followExchange, newExchange } from '../request/exchange.ts';
import type { NameTable } from '../request/names.ts';

/** What a look at a stream found: what it is, or was, connected to. */
export type Reached = Pick<Exchange, 'status' | 'firstByteUs' | 'connection' | 'answered' | 'pod' | 'node'>;

/** Told once how a look ended. */
export type Found = (outcome: SampleOutcome, reached: Reached) => void;

/** One answer without an end, opened anew by whoever looks at it after it broke. */
export interface Stream {
  /** Tells at once what can be told at once; returns what withdraws the question where it must wait for the stream to open. */
  look(found: Found): (() => void) | null;
}

export interface StreamOptions {
  readonly clock: Clock;
  readonly names: NameTable;
  readonly connections: Connections;
  readonly path: string;
  /** Its body is what it repeats. */
  readonly expected: Expected;
  /** A stream that says nothing for so long has broken, and one that does not open. */
  readonly timeoutMs: number;
  readonly onError: (error: Error) => void;
}

type State = 'absent' | 'opening' | 'open';

export function openStream(options: StreamOptions): Stream {
  const { clock, connections, path, expected } = options;
  // Judged by its bytes as they come: as a whole it is never what was expected.
  const unjudged = { ...options, expected: { ...expected, body: null, part: null } };
  const silentUs = options.timeoutMs * 1000;
  const looking = new Set<Found>();
  let state: State = 'absent';
  /** A break that nobody has been told of yet. */
  let broken: { readonly outcome: SampleOutcome; readonly reached: Reached } | null = null;
  let current = newExchange(0, 0);
  let on: Connection | null = null;
  let heardUs = 0;

  const reachedBy = ({ status, firstByteUs, via }: Exchange): Reached => ({
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
      // An answer without an end that ends was closed. undici does not bear a new request from within the error of the last one.
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

  const tellAll = (outcome: SampleOutcome, reached: Reached) => {
    const all = [...looking];
    looking.clear();
    for (const found of all) found(outcome, reached);
  };

  /** The one place where a stream ends: told to those who wait for it, or kept for the next who looks. False when it had ended. */
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
    look(found) {
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

/** Whether a piece of a stream says what is expected there, over and over. */
function repeats(expected: Buffer | null, from: number, piece: Uint8Array): boolean {
  return expected === null || piece.every((byte, at) => byte === expected[(from + at) % expected.length]);
}
