import type { UserCall } from '../../scenario/calls/user-call.ts';
import type { CallMeans, CallResult } from './call.ts';
import { runCommand } from './run-command.ts';
import { sendRequest } from './send-request.ts';

/**
 * Makes a call once. A call that fails, has another answer, or has none in time is a result, not an error.
 * @throws the signal's reason when aborted
 */
export async function runCall(call: UserCall, means: CallMeans, signal: AbortSignal): Promise<CallResult> {
  return call.kind === 'command'
    ? await runCommand(call, means, signal)
    : await sendRequest(call, means, signal);
}
