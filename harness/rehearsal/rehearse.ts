import type { Provider } from '../clusters/cluster.ts';
import { getProvider } from '../clusters/providers.ts';
import { createCommands } from '../command/commands.ts';
import { asRehearsalError, type RehearsalError } from '../errors.ts';
import type { Summary } from '../judge/answer/summary.ts';
import { checkWarnings, requirePrerequisites } from '../preflight/preflight.ts';
import { warningLine } from '../scenario/load-scenario.ts';
import type { ProviderName } from '../scenario/providers/table.ts';
import { recordedWarning } from '../scenario/warnings.ts';
import { runChecks } from './checks.ts';
import { chooseExitCode, exportLogs, findFault } from './ending.ts';
import type { Interruption } from './interruption.ts';
import { makeReport } from './make-report.ts';
import { addRunToFloor } from './noise-floor.ts';
import { perform } from './phases/perform.ts';
import { runPhase } from './phases/phase.ts';
import { openRun, type Request } from './run.ts';
import type { View } from './view.ts';

/** How a rehearsal ended. */
export interface Finish {
  readonly runDirectory: string;
  /** Null if the user requested teardown before a report was made, or if none could be made. */
  readonly summary: Summary | null;
  readonly error: RehearsalError | null;
  readonly kept: { readonly runId: string; readonly cluster: string; readonly kubeconfig: string } | null;
  /** Parts of the ending that failed, as text: what is left behind, or why there is no report. */
  readonly troubles: readonly string[];
  readonly exitCode: number;
}

/**
 * One rehearsal: a replica cluster, a service under load, the real upgrade, a verdict, and nothing left
 * behind. Whatever fails, the measurements become a report first, and then the cluster is removed.
 * @throws RehearsalError of exit code 3 before anything was created: a missing prerequisite
 */
export async function rehearse(
  request: Request,
  view: View,
  interruption: Interruption,
  provide: (name: ProviderName) => Provider = getProvider,
): Promise<Finish> {
  const { loaded } = request;
  const provider = provide(loaded.scenario.cluster.provider);
  const checked = {
    ...request,
    scenario: loaded.scenario,
    providers: [provider],
    commands: createCommands(),
  };
  const checks = await runChecks(checked, interruption.stop);
  // An interrupted check would look like a missing prerequisite.
  interruption.stop.throwIfAborted();
  requirePrerequisites(checks);

  const run = openRun(request, view, interruption);
  for (const warning of checkWarnings(checks)) {
    view.say(`warning: ${warning}`);
    run.journal.append({ type: 'note', message: warning });
  }
  for (const warning of loaded.warnings) {
    view.say(warningLine(loaded.file, warning));
    run.journal.append({ type: 'warning', ...recordedWarning(warning, loaded.file) });
  }
  // `measuring` ends before the report: it writes samples and records. `built` ends after it: it is the
  // measured system.
  const measuring = new AsyncDisposableStack();
  const built = new AsyncDisposableStack();
  const troubles: string[] = [];
  /** A failed part of the ending must not prevent the others. */
  const attempt = async <T>(failed: string, action: () => Promise<T>): Promise<T | null> => {
    try {
      return await action();
    } catch (error) {
      run.log.error({ err: error }, failed);
      troubles.push(`${failed}: ${asRehearsalError(error).message}`);
      return null;
    }
  };

  const { error, cluster } = await perform(run, provider, measuring, built);
  const fault = error === null && !interruption.broken.aborted ? null : await findFault(error, run, provider);
  if (fault !== null) run.journal.append({ type: 'error', code: fault.code, message: fault.message });
  await attempt('measuring could not be ended', () => measuring.disposeAsync());
  await attempt('logs could not be exported', () => exportLogs(run, cluster, fault));

  const { summary, kept } = await runPhase(run, 'teardown', null, async () => {
    const summary = interruption.now.aborted
      ? null
      : await attempt('no report could be made', () => makeReport(run.directory, request.toolVersion));
    if (summary !== null && fault === null)
      await attempt('the run could not be added to the noise floor', async () =>
        addRunToFloor(request.floorFolder, run, summary),
      );
    if (request.keep && cluster !== null && !interruption.now.aborted) {
      await attempt('the cluster could not be recorded as kept', async () => {
        await cluster.keep();
        run.privateFolder.keep();
      });
      return { summary, kept: { runId: run.id, cluster: cluster.name, kubeconfig: cluster.kubeconfig } };
    }
    const removed = await attempt(
      `not everything was removed; \`rehearse clean ${run.id}\` removes the rest`,
      () => built.disposeAsync().then(() => true),
    );
    // `clean` finds the rest by this.
    if (removed)
      await attempt('the private folder could not be removed', async () => run.privateFolder.remove());
    return { summary, kept: null };
  });
  run.journal.close();
  return {
    runDirectory: run.directory.path,
    summary,
    error: fault,
    kept,
    troubles,
    exitCode: chooseExitCode(summary, fault),
  };
}
