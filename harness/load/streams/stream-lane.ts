import { outcomes, type SampleOutcome } from '../../journal/samples.ts';
import type { LaneContext } from '../lanes/lane.ts';
import type { LaneJob } from '../lanes/messages.ts';
import { createDepartures } from '../open/departures.ts';
import type { OpenLane } from '../open/open-lane.ts';
import { isOwnLimit, requestError } from '../request/classify.ts';
import { openConnections } from '../request/connections.ts';
import { type Exchange, newExchange } from '../request/exchange.ts';
import { openStream, type Stream, type StreamPeer } from './stream.ts';

/**
 * Keeps a number of long-lived streaming responses open. Each arrival checks the next stream, round-robin, as
 * a request that succeeds at once if the stream is open. The first check after a break has the break as its
 * outcome, once, and opens the stream again; checks meanwhile wait until it is open.
 * @param startUs when the schedule begins
 */
export function openStreamLane(
  job: LaneJob,
  context: LaneContext & { readonly startUs: number; readonly onLag: (lagUs: number) => void },
): OpenLane {
  const { clock, recorder, startUs } = context;
  const timeoutUs = context.timeoutMs * 1000;
  const url = new URL(job.url);
  const connections = openConnections({
    origin: url.origin,
    clock,
    kept: 0,
    limit: null,
    reuse: false,
    timeoutMs: context.timeoutMs,
    ca: null,
  });
  const onError = (error: Error) => {
    const { code } = requestError(error);
    if (isOwnLimit(requestError(error))) context.onOwnLimit(code);
  };
  const streams: readonly Stream[] = Array.from({ length: job.connections }, () =>
    openStream({ ...context, connections, path: url.pathname + url.search, onError }),
  );
  // In the order in which they were due, and so of their deadlines.
  const waiting = new Map<Exchange, () => void>();
  const departures = createDepartures(job, startUs, clock);

  const record = (exchange: Exchange, outcome: SampleOutcome, reached: StreamPeer) => {
    exchange.endUs = clock.nowUs();
    exchange.outcome = outcomes[outcome];
    const { status, firstByteUs, connection, answered, pod, node } = reached;
    if (outcome === 'ok') exchange.firstByteUs = Math.max(firstByteUs, exchange.sentUs);
    recorder.record(Object.assign(exchange, { status, connection, answered, pod, node }));
  };

  const check = (seq: number, intendedUs: number) => {
    recorder.schedule();
    const exchange = newExchange(seq, intendedUs);
    const nowUs = clock.nowUs();
    context.onLag(nowUs - intendedUs);
    if (nowUs - intendedUs >= timeoutUs) {
      exchange.endUs = nowUs;
      exchange.outcome = outcomes.unsent;
      return recorder.record(exchange);
    }
    const stream = streams[seq % streams.length] as Stream;
    exchange.sentUs = nowUs;
    const forget = stream.check((outcome, reached) => {
      waiting.delete(exchange);
      record(exchange, outcome, reached);
    });
    if (forget) waiting.set(exchange, forget);
  };

  const firstDeadlineUs = () => {
    for (const { intendedUs } of waiting.keys()) return intendedUs + timeoutUs;
    return Number.POSITIVE_INFINITY;
  };
  const giveUp = (exchange: Exchange, forget: () => void, outcome: SampleOutcome) => {
    waiting.delete(exchange);
    forget();
    exchange.endUs = clock.nowUs();
    exchange.outcome = outcomes[outcome];
    recorder.record(exchange);
  };

  return {
    sendDue() {
      const dueUs = departures.startDue(check);
      return Math.min(dueUs, firstDeadlineUs());
    },
    expireDue() {
      const nowUs = clock.nowUs();
      for (const [exchange, forget] of waiting) {
        if (exchange.intendedUs + timeoutUs > nowUs) return;
        giveUp(exchange, forget, 'timed-out');
      }
    },
    inFlight: () => waiting.size,
    stop: departures.stop,
    async close() {
      for (const [exchange, forget] of waiting) giveUp(exchange, forget, 'cancelled');
      await connections.close();
    },
  };
}
