import type { LaneKind } from './lane-kinds.ts';
import type { Protocol } from './protocols.ts';

/** A value, or the environment variable that holds it when the run starts. */
export type HeaderValue = { readonly text: string } | { readonly env: string };

/** The whole body, or a part of it. */
export type ExpectedBody = { readonly equals: string } | { readonly contains: string };

/** A service under load: what is asked of it, and what a good answer is. */
export interface TargetSpec {
  readonly name: string;
  /** Null: the built-in one. */
  readonly service: { readonly namespace: string; readonly name: string; readonly port: number } | null;
  /** Of each lane's rate it gets this weight / the sum of all weights. */
  readonly weight: number;
  readonly request: {
    readonly method: string;
    readonly path: string;
    readonly headers: Readonly<Record<string, HeaderValue>>;
    readonly body: string | null;
  };
  readonly expect: {
    readonly status: number;
    /** Null: anything. */
    readonly body: ExpectedBody | null;
  };
}

/** A lane: its name, what its connections are, and how it talks. */
export interface LaneSpec {
  readonly name: string;
  readonly kind: LaneKind;
  readonly protocol: Protocol;
  readonly tls: boolean;
  /** Of kind `reused`: connections to each target, and no more at a time; null: three for each replica, and further ones when all are busy. */
  readonly count: number | null;
}

/**
 * When the requests of an open-loop lane are due: one at a random place of each slot of 1/rate; at equal distances; as a
 * Poisson process; at rates that change, one at a random place of each slot; or as recorded. A profile is repeated from
 * its beginning for as long as the load is on.
 */
export type Arrival =
  | { readonly pattern: 'random' | 'constant' | 'poisson' }
  | {
      readonly pattern: 'steps';
      readonly steps: readonly { readonly forMs: number; readonly ratePerS: number }[];
    }
  | {
      readonly pattern: 'replay';
      /** Where it was read from. */
      readonly file: string;
      /** Of each request, from the first one's; never less than the one before. */
      readonly offsetsUs: readonly number[];
      /** From the first request to its repetition. */
      readonly cycleUs: number;
    };

export interface LoadSpec {
  /** Requests per second, per open-loop lane, over all targets together; the mean where the arrivals are a profile. */
  readonly ratePerS: number;
  readonly arrival: Arrival;
  /** The first one is what autocannon asks. */
  readonly targets: readonly TargetSpec[];
  readonly lanes: readonly LaneSpec[];
  /** Of one request, from its intended start. */
  readonly timeoutMs: number;
  /** A slower request is bad, like a failed one. */
  readonly slowMs: number;
  readonly baselineMs: number;
  readonly recoveryMs: number;
  /** autocannon: uncapped (`requests` over `connections`) before the baseline and after recovery; capped at `ratePerS` in between. */
  readonly closed: {
    readonly connections: number;
    readonly requests: number;
    readonly ratePerS: number;
  } | null;
  /** Seed of the arrival schedule. */
  readonly seed: number;
  /** Processors that the whole harness keeps to; null: any. */
  readonly cpus: readonly number[] | null;
}
