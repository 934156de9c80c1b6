import { resolve } from 'node:path';
import { newInterruption } from '../rehearsal/interruption.ts';
import { rehearse } from '../rehearsal/rehearse.ts';
import type { Context } from './context.ts';
import { liveView } from './live-view.ts';
import { plainView } from './plain-view.ts';
import { printError } from './print-error.ts';
import { printable } from './terminal-text.ts';
import { verdictLines } from './verdict-text.ts';
import { toolVersion } from './version.ts';

/** Options of `run`. */
export interface RunFlags {
  readonly set: readonly string[];
  readonly reports: string;
  readonly keep: boolean;
  readonly verbose: boolean;
}

/** Rehearses, says how it went, and returns the exit code of the verdict (or of what prevented one). */
export async function runCommand(context: Context, scenarioFile: string, flags: RunFlags): Promise<number> {
  const interruption = newInterruption();
  // Beside its own log a live view could not be read.
  const live = context.stdout.isTTY && !context.ci && !flags.verbose;
  const view = live ? liveView() : plainView(context.stdout);
  let runId: string | null = null;
  using _interrupts = context.onInterrupt(() => {
    const count = interruption.interrupt();
    if (count === 1)
      view.say(
        'interrupted: the step under way gets a minute, then a report and teardown. Again: teardown now.',
      );
    if (count === 2) view.say('interrupted again: tearing down now. Once more: leave everything as it is.');
    if (count >= 3) {
      const showCursor = live ? '\u001b[?25h' : '';
      context.stderr.write(
        `${showCursor}\nleft as it is. Remove what is left with: rehearse clean ${runId ?? ''}\n`,
      );
      context.exit(130);
    }
  });
  using _strays = context.onStrayError(interruption.breakOff);
  const finish = await rehearse(
    {
      scenarioFile: resolve(context.cwd, scenarioFile),
      sets: flags.set,
      reportsFolder: resolve(context.cwd, flags.reports),
      stateFolder: context.stateFolder,
      keep: flags.keep,
      verbose: flags.verbose ? context.stderr : null,
      toolVersion: toolVersion(),
      env: context.env,
      nodeVersion: context.nodeVersion,
      pid: context.pid,
      onRunId: (id) => {
        runId = id;
      },
    },
    view,
    interruption,
  ).finally(view.close);
  for (const line of verdictLines(finish, context.cwd)) context.stdout.write(`${line}\n`);
  for (const trouble of finish.troubles) context.stderr.write(`warning: ${printable(trouble)}\n`);
  if (finish.error !== null) printError(context.stderr, finish.error);
  return finish.exitCode;
}
