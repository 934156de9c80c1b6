import type { LaneKind } from './lane-kinds.ts';
import type { Protocol } from './protocols.ts';

/** A value, or the environment variable that contains it when the run starts. */
export type HeaderValue = { readonly text: string } | { readonly env: string };

/** The whole body, or a part of it. */
export type ExpectedBody = { readonly equals: string } | { readonly contains: string };

/** A service under load: the requests to it, and the definition of a good response. */
export interface TargetSpec {
  readonly name: string;
  /** Null: the built-in one. */
  readonly service: { readonly namespace: string; readonly name: string; readonly port: number } | null;
  /** Each target gets this weight / the sum of all weights of a lane's rate. */
  readonly weight: number;
  readonly request: {
    readonly method: string;
    readonly path: string;
    readonly headers: Readonly<Record<string, HeaderValue>>;
    readonly body: string | null;
  };
  readonly expect: {
    readonly status: number;
    /** Null: anything is accepted. */
    readonly body: ExpectedBody | null;
  };
}

/** A lane: its name, its connections, and its protocol. */
export interface LaneSpec {
  readonly name: string;
  readonly kind: LaneKind;
  readonly protocol: Protocol;
  readonly tls: boolean;
  /**
   * For kind `reused`: maximum number of connections to each target; null: three for each replica, and
   * additional ones when all are busy.
   */
  readonly count: number | null;
}

/**
 * When the requests of an open-loop lane are due: one at a random position of each slot of 1/rate; at equal
 * distances; as a Poisson process; at changing rates, one at a random position of each slot; or as recorded.
 * A profile is repeated from its beginning as long as the load runs.
 */
export type Arrival =
  | { readonly pattern: 'random' | 'constant' | 'poisson' }
  | {
      readonly pattern: 'steps';
      readonly steps: readonly { readonly forMs: number; readonly ratePerS: number }[];
    }
  | {
      readonly pattern: 'replay';
      /** Its file. */
      readonly file: string;
      /** Of each request, from the first one's; never decreasing. */
      readonly offsetsUs: readonly number[];
      /** From the first request to its repetition. */
      readonly cycleUs: number;
    };

export interface LoadSpec {
  /** Requests per second, per open-loop lane, over all targets together; the mean if the arrivals are a profile. */
  readonly ratePerS: number;
  readonly arrival: Arrival;
  /** autocannon uses the first one. */
  readonly targets: readonly TargetSpec[];
  readonly lanes: readonly LaneSpec[];
  /** Timeout of one request, from its intended start. */
  readonly timeoutMs: number;
  /** A slower request is bad, like a failed one. */
  readonly slowMs: number;
  readonly baselineMs: number;
  readonly recoveryMs: number;
  /**
   * autocannon: without a limit (`requests` over `connections`) before the baseline and after recovery;
   * limited to `ratePerS` in between.
   */
  readonly closed: {
    readonly connections: number;
    readonly requests: number;
    readonly ratePerS: number;
  } | null;
  /** Seed of the arrival schedule. */
  readonly seed: number;
  /** Processors that the whole harness is pinned to; null: any. */
  readonly cpus: readonly number[] | null;
}
