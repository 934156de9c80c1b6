import type { Commands } from '../../command/commands.ts';
import type { HttpCall } from '../../scenario/calls/user-call.ts';

/** How a call ended. */
export interface CallResult {
  readonly ok: boolean;
  /** The answer, and what differs from the expected one, as text for users. */
  readonly words: string;
}

/** The means of the calls of one run. */
export interface CallMeans {
  readonly commands: Commands;
  /** Variables of every command, in addition to the harness's own environment. */
  readonly env: Readonly<Record<string, string>>;
  /** The headers of a request, with secrets from the environment. @throws RehearsalError `secret-missing` */
  headers(call: HttpCall): Readonly<Record<string, string>>;
}
