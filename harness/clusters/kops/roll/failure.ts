import type { RunResult } from '../../../command/commands.ts';
import { type ErrorCode, RehearsalError } from '../../../errors.ts';

/** What a failed roll left of its work, and that nobody cleans up. */
export interface RollRemains {
  readonly cordoned: readonly string[];
  /** Nodes with the taint `kops.k8s.io/scheduled-for-update`. */
  readonly tainted: readonly string[];
  /** Instances that are in no group any more. */
  readonly detached: readonly string[];
}

/** kops' own words for what ended a roll. Its closing "Rolling update completed" says nothing: it comes after a failure, too. */
const causes: readonly (readonly [ErrorCode, RegExp])[] = [
  ['drain-timed-out', /failed to drain node .*global timeout reached/s],
  ['gate-timed-out', /error validating cluster|did not validate within/],
];

/** @param args of the command that failed */
export function rollFailed(
  args: readonly string[],
  { exitCode, stdout, stderr }: RunResult,
  remains: RollRemains | null,
): RehearsalError {
  const said = `${stdout}\n${stderr}`.split('\n').filter((line) => line.trim() !== '');
  const error = said.findLast((line) => line.startsWith('Error:')) ?? said.at(-1) ?? 'it said nothing';
  const [code = 'upgrade-failed'] = causes.find(([, pattern]) => pattern.test(error)) ?? [];
  const command = `kops ${args.slice(0, 2).join(' ')}`;
  const message = `${command} ended with code ${exitCode}: ${error.replace(/^Error:\s*/, '')}`;
  return new RehearsalError(code, [message, ...describeRemains(remains)].join('\n'));
}

/** Each thing that is left, with the command that removes it. */
function describeRemains(remains: RollRemains | null): readonly string[] {
  if (remains === null) return ['What kops left on the nodes is not known: the API did not answer.'];
  const { cordoned, tainted, detached } = remains;
  return [
    ...(cordoned.length === 0
      ? []
      : [`Left cordoned: ${cordoned.join(', ')}. To undo: kubectl uncordon ${cordoned.join(' ')}`]),
    ...(tainted.length === 0
      ? []
      : [
          `Left tainted: ${tainted.join(', ')}. To undo: kubectl taint node ${tainted.join(' ')} ${scheduledTaint}:PreferNoSchedule-`,
        ]),
    ...(detached.length === 0
      ? []
      : [
          `Left outside its group: ${detached.join(', ')}. The next \`kops rolling-update cluster --yes\` ends it as the last one of its group.`,
        ]),
  ];
}

export const scheduledTaint = 'kops.k8s.io/scheduled-for-update';
