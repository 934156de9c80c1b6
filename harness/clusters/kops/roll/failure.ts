import type { RunResult } from '../../../command/commands.ts';
import { type ErrorCode, RehearsalError } from '../../../errors.ts';

/** kops' own words for what ended a roll. Its closing "Rolling update completed" says nothing: it comes after a failure, too. */
const causes: readonly (readonly [ErrorCode, RegExp])[] = [
  ['drain-timed-out', /failed to drain node .*global timeout reached/s],
  ['eviction-refused', /failed to drain node .*error when evicting pods\//s],
  ['gate-timed-out', /error validating cluster|did not validate within/],
];

/** @param args of the command that failed */
export function rollFailed(args: readonly string[], { exitCode, stdout, stderr }: RunResult): RehearsalError {
  const said = `${stdout}\n${stderr}`.split('\n').filter((line) => line.trim() !== '');
  const error = said.findLast((line) => line.startsWith('Error:')) ?? said.at(-1) ?? 'it said nothing';
  const [code = 'upgrade-failed'] = causes.find(([, pattern]) => pattern.test(error)) ?? [];
  const command = `kops ${args.slice(0, 2).join(' ')}`;
  const message = `${command} ended with code ${exitCode}: ${error.replace(/^Error:\s*/, '')}`;
  return new RehearsalError(code, message);
}
