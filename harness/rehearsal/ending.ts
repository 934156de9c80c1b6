import type { Cluster, Provider } from '../clusters/cluster.ts';
import { createCommands } from '../command/commands.ts';
import { asRehearsalError, RehearsalError } from '../errors.ts';
import type { Summary } from '../judge/answer/summary.ts';
import { getTraits } from '../scenario/providers/table.ts';
import { describeLeftBehind } from './left-behind.ts';
import type { Run } from './run.ts';
import { redactFolder } from './secrets/redact-folder.ts';

const engineAnswersWithinMs = 30_000;

/** The root cause: a Ctrl-C, a broken run or a lost engine explains any other error. */
export async function findFault(error: unknown, run: Run, provider: Provider): Promise<RehearsalError> {
  if (run.interruption.stop.aborted) return createInterrupted(run);
  if (run.interruption.broken.aborted) return asRehearsalError(run.interruption.broken.reason);
  const cause = asRehearsalError(error);
  run.log.error({ err: cause }, 'rehearsal failed');
  const lost = await detectLostEngine(provider);
  if (lost === null || cause.exitCode === 3) return cause;
  return new RehearsalError('cluster-lost', `${lost} during the run; before that: ${cause.message}`, {
    cause,
  });
}

/** A command that was ended in the middle of its roll can't say itself what it leaves on the nodes. */
function createInterrupted({ timeline, scenario }: Pick<Run, 'timeline' | 'scenario'>): RehearsalError {
  const { nodeMarks } = getTraits(scenario.cluster.provider);
  const leftBehind = describeLeftBehind(timeline.view(), nodeMarks);
  const message = 'interrupted by the user';
  return new RehearsalError('interrupted', leftBehind === '' ? message : `${message}. ${leftBehind}`);
}

/** Checked twice, because a busy machine may respond slowly once. */
async function detectLostEngine(provider: Provider): Promise<string | null> {
  const { engineCodes } = provider.traits;
  const ask = async () => {
    const checks = await provider
      .check(createCommands(), null, AbortSignal.timeout(engineAnswersWithinMs))
      .catch(() => []);
    return (
      checks.find((check) => !check.ok && check.code !== null && engineCodes.includes(check.code)) ?? null
    );
  };
  const missing = (await ask()) && (await ask());
  return missing === null ? null : `${missing.name} is no longer available (${missing.found})`;
}

/**
 * Everything that the provider can export of a failed cluster; files there, including those that the provider wrote
 * by itself, lose their credentials.
 */
export async function exportLogs(
  run: Run,
  cluster: Cluster | null,
  fault: RehearsalError | null,
): Promise<void> {
  const { interruption, directory } = run;
  if (fault !== null && cluster !== null && !interruption.stop.aborted)
    await cluster.exportLogs(directory.cluster, interruption.now);
  redactFolder(directory.cluster);
}

/** A failed upgrade is the verdict's subject (20); a failure of the harness or the machine is not (1, 130). */
export function chooseExitCode(summary: Summary | null, error: RehearsalError | null): number {
  if (error !== null && (summary === null || error.exitCode !== 20)) return error.exitCode;
  return summary?.exitCode ?? 1;
}
