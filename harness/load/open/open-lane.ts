import { outcomes, type SampleOutcome } from '../../journal/samples.ts';
import type { LaneContext, RunningLane } from '../lanes/lane.ts';
import type { LaneJob } from '../lanes/messages.ts';
import { isOwnLimit, requestError } from '../request/classify.ts';
import { type Exchange, newExchange } from '../request/exchange.ts';
import { openCarrier } from './carriers.ts';
import { createDepartures } from './departures.ts';

/** A lane whose requests are sent when they are due, regardless of the outcome of earlier ones. */
export interface OpenLane extends RunningLane {
  /** Sends due requests. Returns when to wake it next: for the next request or the next timeout. */
  sendDue(): number;
  /** Ends requests past their deadline. */
  expireDue(): void;
}

/** @param startUs when the schedule begins */
export function openLane(
  job: LaneJob,
  context: LaneContext & { readonly startUs: number; readonly onLag: (lagUs: number) => void },
): OpenLane {
  const { clock, recorder, startUs } = context;
  const timeoutUs = context.timeoutMs * 1000;
  // In the order in which they were due, and so in the order of their deadlines.
  const inFlight = new Set<Exchange>();
  const departures = createDepartures(job, startUs, clock);

  const start = (seq: number, intendedUs: number) => {
    recorder.schedule();
    const exchange = newExchange(seq, intendedUs);
    const lagUs = clock.nowUs() - intendedUs;
    context.onLag(lagUs);
    inFlight.add(exchange);
    if (lagUs >= timeoutUs) settle(exchange, 'unsent');
    else carrier.carry(exchange);
  };

  /** The only place where a request ends. False if it had ended before. */
  const settle = (exchange: Exchange, outcome: SampleOutcome, error?: Error): boolean => {
    if (!inFlight.delete(exchange)) return false;
    exchange.endUs = clock.nowUs();
    exchange.outcome = outcomes[outcome];
    if (exchange.via) {
      exchange.connection = exchange.via.number;
      exchange.answered = exchange.via.answered;
      exchange.pod = exchange.via.pod;
      exchange.node = exchange.via.node;
    }
    recorder.record(exchange);
    if (error && isOwnLimit(requestError(error))) context.onOwnLimit(requestError(error).code);
    return true;
  };
  const carrier = openCarrier(job, context, settle);

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
        settle(exchange, 'timed-out');
        carrier.drop(exchange, 'timed-out');
      }
    },
    inFlight: () => inFlight.size,
    stop: departures.stop,
    async close() {
      for (const exchange of inFlight) settle(exchange, 'cancelled');
      await carrier.close();
    },
  };
}
