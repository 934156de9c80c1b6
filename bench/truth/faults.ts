/** What a server does with a request. */
export type Action = 'answered' | 'delayed' | 'stalled' | 'silent' | 'fin' | 'rst' | 'no-endpoint';

/** One scheduled failure. Times count from the first request's arrival, in ms. */
export interface Fault {
  readonly name: string;
  /** What it does within its window; `sporadic` counts arrivals instead, independent of time. */
  readonly kind:
    | 'silent'
    | 'fin'
    | 'rst'
    | 'refused'
    | 'delayed'
    | 'stalled'
    | 'no-endpoint'
    | 'sporadic'
    | 'none';
  readonly fromMs: number;
  readonly lengthMs: number;
  /** Delay of each response in the window of `delayed`. */
  readonly delayMs: number;
  /** `sporadic`: one in this many arrivals is closed without a response. */
  readonly every: number;
  /** How long load is sent. */
  readonly durationMs: number;
  /** Timeout of one request, given to every tool. */
  readonly timeoutMs: number;
  /** A later response is bad, as with a scenario's `load.slow`. */
  readonly slowMs: number;
  /**
   * The kind of lane: kept-alive connections, a new one for each request, HTTP/2, or kept-alive ones over
   * TLS.
   */
  readonly lane: LaneName;
  /** The only rate at which it is measured; null: every rate. */
  readonly onlyAtRatePerS: number | null;
}

export type LaneName = 'reused' | 'fresh' | 'h2' | 'tls';

const usual: Fault = {
  name: 'none',
  kind: 'none',
  fromMs: 1000,
  lengthMs: 1000,
  delayMs: 0,
  every: 0,
  durationMs: 3000,
  timeoutMs: 1000,
  slowMs: 500,
  lane: 'reused',
  onlyAtRatePerS: null,
};

/** No failure at all: pacing and CPU time are measured with it. */
export const calm: Fault = { ...usual, name: 'calm', durationMs: 6000 };

/**
 * As long as the timeout, and twice as long as slow: a tool that holds fewer requests than are due meanwhile
 * sees less.
 */
const silence2s: Fault = {
  ...usual,
  ...{ name: 'silence-2s', kind: 'silent', lengthMs: 2000, durationMs: 5000, timeoutMs: 2000, slowMs: 1000 },
  onlyAtRatePerS: 200,
};

export const faults: readonly Fault[] = [
  { ...usual, name: 'silence', kind: 'silent' },
  { ...usual, name: 'fin', kind: 'fin' },
  { ...usual, name: 'rst', kind: 'rst' },
  { ...usual, name: 'refused', kind: 'refused' },
  { ...usual, name: 'delay', kind: 'delayed', delayMs: 50 },
  { ...usual, name: 'one-in-10', kind: 'sporadic', every: 10 },
  { ...usual, name: 'one-in-10000', kind: 'sporadic', every: 10_000, durationMs: 8000 },
  { ...usual, name: 'endpoint-dead', kind: 'no-endpoint', lane: 'fresh' },
  { ...usual, name: 'stall', kind: 'stalled', lengthMs: 2000, durationMs: 4000, timeoutMs: 4000 },
  silence2s,
  { ...silence2s, name: 'silence-2s-fresh', lane: 'fresh' },
  { ...silence2s, name: 'silence-2s-h2', lane: 'h2' },
  { ...silence2s, name: 'silence-2s-tls', lane: 'tls' },
];

/** If one in so many would not occur once, there is nothing to measure. */
export function isSeenAt(fault: Fault, ratePerS: number): boolean {
  if (fault.onlyAtRatePerS !== null && fault.onlyAtRatePerS !== ratePerS) return false;
  return (ratePerS * fault.durationMs) / 1000 > fault.every;
}

/** What happens to a request. @param sinceUs after the first arrival @param number of the arrival, from 1 */
export function chooseAction(fault: Fault, sinceUs: number, number: number): Action {
  // In the middle of each group: neither the first nor the last request of a run.
  if (fault.kind === 'sporadic')
    return number % fault.every === Math.ceil(fault.every / 2) ? 'fin' : 'answered';
  const within = sinceUs >= fault.fromMs * 1000 && sinceUs < (fault.fromMs + fault.lengthMs) * 1000;
  if (!within || fault.kind === 'none' || fault.kind === 'refused') return 'answered';
  // A dead endpoint is behind the balancer: requests that arrive here were given to a living one.
  return fault.kind === 'no-endpoint' ? 'answered' : fault.kind;
}

/**
 * Connections for tools with a lower default: enough that no request has to wait for one while others are
 * held.
 */
export function connectionsFor(fault: Fault, ratePerS: number): number {
  const held = { silent: fault.timeoutMs, delayed: 2 * fault.delayMs, stalled: fault.lengthMs };
  const heldMs = held[fault.kind as keyof typeof held] ?? 0;
  return 20 + Math.ceil((ratePerS * heldMs) / 1000);
}
