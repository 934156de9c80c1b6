import type { Dispatcher } from 'undici';
import { outcomes, type SampleOutcome } from '../journal/samples.ts';
import { isOwnLimit, requestError } from './classify.ts';
import { type Connection, openConnections } from './connections.ts';
import { departuresOf } from './departures.ts';
import { type Exchange, followExchange, newExchange } from './exchange.ts';
import type { LaneContext, RunningLane } from './lane.ts';
import type { LaneJob } from './messages.ts';

/** A lane whose requests are sent when they are due, whatever became of those before. */
export interface OpenLane extends RunningLane {
  /** Sends what is due. Returns when it wants to be woken next: for the next request or the next time-out. */
  sendDue(): number;
  /** Gives up on requests past their deadline. */
  expireDue(): void;
}

/** @param startUs when the schedule begins */
export function openLane(
  job: LaneJob,
  context: LaneContext & { readonly startUs: number; readonly onLag: (lagUs: number) => void },
): OpenLane {
  const { clock, recorder, startUs } = context;
  const timeoutUs = context.timeoutMs * 1000;
  const url = new URL(job.url);
  const { method, headers, body } = job.request ?? { method: 'GET', headers: {}, body: null };
  const request = { method: method as Dispatcher.HttpMethod, path: url.pathname + url.search, headers, body };
  const reuse = job.kind === 'reused';
  const connections = openConnections({
    origin: url.origin,
    limit: reuse ? job.connections : null,
    reuse,
    timeoutMs: context.timeoutMs,
  });
  // Both in the order in which they were due, and so in the order of their deadlines.
  const inFlight = new Set<Exchange>();
  const waiting = new Set<Exchange>();
  const departures = departuresOf(job, startUs, clock);

  const start = (seq: number, intendedUs: number) => {
    recorder.schedule();
    const exchange = newExchange(seq, intendedUs);
    const lagUs = clock.nowUs() - intendedUs;
    context.onLag(lagUs);
    inFlight.add(exchange);
    if (lagUs >= timeoutUs) return void settle(exchange, 'unsent');
    const via = connections.acquire();
    if (via) send(exchange, via);
    else waiting.add(exchange);
  };

  const send = (exchange: Exchange, via: Connection) => {
    const handler = followExchange(exchange, via, context, (outcome, error) => {
      if (!settle(exchange, outcome)) return;
      if (error && isOwnLimit(requestError(error))) context.onOwnLimit(requestError(error).code);
      // undici does not bear a new request from within the error of the last one.
      queueMicrotask(() => passOn(via));
    });
    via.client.dispatch(request, handler);
  };

  /** The one place where a request ends. False when it had ended before. */
  const settle = (exchange: Exchange, outcome: SampleOutcome): boolean => {
    if (!inFlight.delete(exchange)) return false;
    exchange.endUs = clock.nowUs();
    exchange.outcome = outcomes[outcome];
    if (exchange.via) {
      exchange.connection = exchange.via.number;
      exchange.pod = exchange.via.pod;
      exchange.node = exchange.via.node;
    }
    recorder.record(exchange);
    return true;
  };

  const passOn = (via: Connection) => {
    for (const next of waiting) {
      waiting.delete(next);
      return send(next, via);
    }
    connections.release(via);
  };

  const cutOff = (exchange: Exchange, outcome: SampleOutcome) => {
    waiting.delete(exchange);
    settle(exchange, outcome);
    const { via, controller } = exchange;
    if (!via) return;
    if (controller) controller.abort(new Error(outcome));
    else connections.abandon(via);
    passOn(via);
  };

  const firstDeadlineUs = () => {
    for (const { intendedUs } of inFlight) return intendedUs + timeoutUs;
    return Number.POSITIVE_INFINITY;
  };

  return {
    sendDue() {
      const dueUs = departures.startDue(start);
      return Math.min(dueUs, firstDeadlineUs());
    },
    expireDue() {
      const nowUs = clock.nowUs();
      for (const exchange of inFlight) {
        if (exchange.intendedUs + timeoutUs > nowUs) return;
        cutOff(exchange, 'timed-out');
      }
    },
    inFlight: () => inFlight.size,
    stop: departures.stop,
    async close() {
      waiting.clear();
      for (const exchange of inFlight) settle(exchange, 'cancelled');
      await connections.close();
    },
  };
}
