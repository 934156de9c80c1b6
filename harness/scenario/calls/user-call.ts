import type { HeaderValue } from '../load/load-spec.ts';

/** A command or an HTTP request of the user's, with the answer that means success. */
export type UserCall = CommandCall | HttpCall;

interface CallLimits {
  /** A call without an answer within this time has failed. */
  readonly timeoutMs: number;
  /** What the answer must hold as JSON: standard output of a command, body of a response; null: anything. */
  readonly json: ExpectedJson | null;
}

export interface CommandCall extends CallLimits {
  readonly kind: 'command';
  /** The program and its arguments, started without a shell. Words that begin with `./` were made absolute. */
  readonly command: readonly [string, ...string[]];
  /** The exit code that means success. */
  readonly exitCode: number;
}

export interface HttpCall extends CallLimits {
  readonly kind: 'http';
  readonly url: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, HeaderValue>>;
  readonly body: string | null;
  /** The status that means success. */
  readonly status: number;
}

/** A value within a JSON document. */
export interface ExpectedJson {
  /** JSONPath, without filters and scripts: `$.status`. */
  readonly path: string;
  /** Every value at the path must equal it, and there must be one. */
  readonly equals: string | number | boolean | null;
}

/** A check of the user's that a gate makes with each of its validations. */
export interface GateCheck {
  /** Names it in messages. */
  readonly name: string;
  readonly call: UserCall;
}
