import { pause } from '../async/pause.ts';
import type { Clock } from '../journal/clock.ts';
import type { SampleOutcome } from '../journal/samples.ts';
import type { AnyLaneKind } from '../scenario/scenario.ts';
import type { CarrierContext } from './lanes/lane.ts';
import { type LanePlan, refuseForeign, requestJob } from './lanes/plan.ts';
import { openCarrier } from './open/carriers.ts';
import { createExpectation } from './request/body.ts';
import { openConnections } from './request/connections.ts';
import { newExchange } from './request/exchange.ts';
import { openStream } from './streams/stream.ts';

/** How a lane's first request ended. */
export interface FirstAnswer {
  readonly outcome: SampleOutcome;
  /** 0 without a response. */
  readonly status: number;
  /** The body's beginning. */
  readonly head: Buffer;
  /** The system's error if there was no response; otherwise null. */
  readonly error: string | null;
  /** Number of attempts. */
  readonly tries: number;
  /** From the first attempt to the end of the last, in ms. */
  readonly tookMs: number;
}

export interface FirstOptions {
  readonly clock: Clock;
  /** Timeout of each attempt. */
  readonly timeoutMs: number;
  /** Connection failures are retried until this long after the first attempt. */
  readonly withinMs: number;
  readonly signal: AbortSignal;
}

type Try = Omit<FirstAnswer, 'tries' | 'tookMs'> & { readonly answered: boolean; readonly sent: boolean };

const againEveryMs = 250;

/**
 * How a front door ends a connection while it has no server yet, and how a machine ends one to a port without
 * a listener.
 */
const connectionFailures: ReadonlySet<SampleOutcome> = new Set([
  'refused',
  'unreachable',
  'reset-before-sent',
  'reset-after-sent',
  'closed',
]);

/**
 * One request of a lane, as the lane would send it, on its own connection. Retried only if a connection failed: none
 * was made, or it ended before the first byte of a response. Any response, and a silence, counts at once.
 * @throws RehearsalError `usage` for an address off this machine; the signal's reason
 */
export async function firstRequest(plan: LanePlan, options: FirstOptions): Promise<FirstAnswer> {
  refuseForeign(plan.url);
  const { clock, timeoutMs, withinMs, signal } = options;
  const job = requestJob(plan);
  const beganUs = clock.nowUs();
  const sinceBeginMs = () => (clock.nowUs() - beganUs) / 1000;
  for (let tries = 1; ; tries += 1) {
    signal.throwIfAborted();
    const { answered, sent, ...ended } = await tryOnce[job.kind](job, clock, timeoutMs);
    const failedToConnect =
      !answered && (connectionFailures.has(ended.outcome) || (ended.outcome === 'timed-out' && !sent));
    const tookMs = sinceBeginMs();
    if (!failedToConnect || tookMs + againEveryMs > withinMs) return { ...ended, tries, tookMs };
    await pause(againEveryMs, signal);
  }
}

/** It gets no numbers, because it is in no sample. */
const createContext = (job: RequestJob, clock: Clock, timeoutMs: number): CarrierContext => ({
  ...{ clock, timeoutMs, expected: createExpectation(job) },
  names: { assignNumber: () => 0 },
  onWaited: () => {},
});

type RequestJob = ReturnType<typeof requestJob>;

async function sendOnce(job: RequestJob, clock: Clock, timeoutMs: number): Promise<Try> {
  const exchange = newExchange(0, clock.nowUs());
  exchange.head = Buffer.alloc(0);
  const ended = Promise.withResolvers<{ outcome: SampleOutcome; error?: Error | undefined }>();
  const carrier = openCarrier(
    { ...job, connections: 1, limit: 1 },
    createContext(job, clock, timeoutMs),
    (_exchange, outcome, error) => {
      ended.resolve({ outcome, error });
      return true;
    },
  );
  const tooLong = setTimeout(() => {
    ended.resolve({ outcome: 'timed-out' });
    carrier.drop(exchange, 'timed-out');
  }, timeoutMs);
  carrier.carry(exchange);
  const { outcome, error } = await ended.promise;
  clearTimeout(tooLong);
  await carrier.close();
  const { status, head, sentUs } = exchange;
  return {
    ...{ outcome, status, head: head ?? Buffer.alloc(0), error: error?.message ?? null },
    ...{ answered: status > 0, sent: !Number.isNaN(sentUs) },
  };
}

/** For a long-lived stream the beginning of the body is enough. */
async function lookOnce(job: RequestJob, clock: Clock, timeoutMs: number): Promise<Try> {
  const url = new URL(job.url);
  const connections = openConnections({
    ...{ origin: url.origin, clock, kept: 0, limit: null, reuse: false, timeoutMs, ca: null },
  });
  let failure: Error | null = null;
  const stream = openStream({
    ...createContext(job, clock, timeoutMs),
    ...{ connections, path: url.pathname + url.search },
    onError: (error) => {
      failure = error;
    },
  });
  const ended = Promise.withResolvers<{ outcome: SampleOutcome; status: number }>();
  const tooLong = setTimeout(() => ended.resolve({ outcome: 'timed-out', status: 0 }), timeoutMs);
  stream.check((outcome, { status }) => ended.resolve({ outcome, status }));
  const { outcome, status } = await ended.promise;
  clearTimeout(tooLong);
  await connections.close();
  const error = (failure as Error | null)?.message ?? null;
  return { outcome, status, head: Buffer.alloc(0), error, answered: status > 0, sent: true };
}

const tryOnce: Readonly<Record<AnyLaneKind, typeof sendOnce>> = {
  reused: sendOnce,
  fresh: sendOnce,
  stream: lookOnce,
  closed: sendOnce,
};
