import type { Action } from './faults.ts';

/**
 * What the server did, in order of arrival. Times are microseconds of the monotonic clock that all processes
 * share.
 */
export interface TruthLog {
  /** The actual window, a fraction of a millisecond after it was due; null for faults without a window. */
  readonly window: { readonly fromUs: number; readonly toUs: number } | null;
  readonly arrivals: readonly Arrival[];
}

/** One request, or one connection for which the balancer had no endpoint. */
export interface Arrival {
  readonly atUs: number;
  readonly connection: number;
  readonly did: Action;
  /** Null if it was never answered. */
  answeredUs: number | null;
}

/** Messages to the server's process; it sends its port, and its log after `stop`. */
export type ServerMessage =
  | { readonly port: number; readonly ca: string | null }
  | { readonly log: TruthLog };

export function nowUs(): number {
  return Number(process.hrtime.bigint()) / 1000;
}

/** Whether the server left the request without a response. */
export function isKilled({ did }: Arrival): boolean {
  return did === 'silent' || did === 'fin' || did === 'rst' || did === 'no-endpoint';
}
