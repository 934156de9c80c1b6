import type { RunResult } from '../../../command/commands.ts';

/** How often a command is sent, at most, and the pause before it is sent again. */
export const mostAttempts = 3;
export const pauseMs = 5_000;

/** Commands that do what is not done yet, whatever an earlier attempt did: kops compares with what there is. */
const repeatable: readonly string[] = ['get', 'replace', 'update cluster', 'delete cluster'];

/**
 * What kops says when an answer of the cloud or of the state store did not come, in the words of the AWS SDKs for Go and of
 * Go's net package. A refusal (`AccessDenied`) or a limit of the account is none of these: it would be refused again.
 */
const lostAnswers: readonly RegExp[] = [
  /\bRequestError: send request failed/,
  /\brequest send failed\b/,
  /\bexceeded maximum number of attempts\b/,
  /\bconnection reset by peer\b/,
  /\b(?:unexpected )?EOF\b/,
  /\bi\/o timeout\b/,
  /\bTLS handshake timeout\b/,
  /\bserver closed idle connection\b/,
  /\buse of closed network connection\b/,
  /\bRequestLimitExceeded\b|\bThrottling(?:Exception)?\b|\bSlowDown\b/,
  /\b(?:InternalError|InternalFailure|ServiceUnavailable|RequestTimeout)\b/,
];

/** Whether a command that failed may be sent again: doing it twice is the same as once, and an answer was lost. */
export function isWorthRetrying(args: readonly string[], { exitCode, stderr }: RunResult): boolean {
  if (exitCode === 0 || !isRepeatable(args)) return false;
  // What it logged before may name a lost answer that kops itself has repeated.
  const error = stderr.split('\n').findLastIndex((text) => /^(?:Error|error): /.test(text));
  const last = error < 0 ? '' : stderr.split('\n').slice(error).join('\n');
  return lostAnswers.some((pattern) => pattern.test(last));
}

/** A roll is never repeated; without `--yes` it is a table and changes nothing. */
function isRepeatable(args: readonly string[]): boolean {
  const line = `${args.join(' ')} `;
  if (line.startsWith('rolling-update cluster ')) return !args.includes('--yes');
  return repeatable.some((command) => line.startsWith(`${command} `));
}
