import type { Deed } from './faults.ts';

/** What the server did, in order of arrival. Times are microseconds of the monotonic clock that all processes share. */
export interface TruthLog {
  /** As it came about, which is a fraction of a millisecond after it was due; null for faults without a window. */
  readonly window: { readonly fromUs: number; readonly toUs: number } | null;
  readonly arrivals: readonly Arrival[];
}

/** One request, or one connection that the balancer could give to no endpoint. */
export interface Arrival {
  readonly atUs: number;
  readonly connection: number;
  readonly did: Deed;
  /** Null for what was never answered. */
  answeredUs: number | null;
}

/** To the server's process; it answers with its port, and to `stop` with its log. */
export type ServerMessage =
  | { readonly port: number; readonly ca: string | null }
  | { readonly log: TruthLog };

export function nowUs(): number {
  return Number(process.hrtime.bigint()) / 1000;
}

/** Whether the server left the request without an answer. */
export function isKilled({ did }: Arrival): boolean {
  return did === 'silent' || did === 'fin' || did === 'rst' || did === 'no-endpoint';
}
