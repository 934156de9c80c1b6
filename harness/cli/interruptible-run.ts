import { resolve } from 'node:path';
import type { Rolling } from '../journal/records.ts';
import { type Interruption, newInterruption } from '../rehearsal/interruption.ts';
import { type Finish, rehearse } from '../rehearsal/rehearse.ts';
import type { Request } from '../rehearsal/run.ts';
import type { View } from '../rehearsal/view.ts';
import { getTraits } from '../scenario/providers/table.ts';
import type { Context } from './context.ts';
import { describeInterrupt } from './interrupt-text.ts';
import { createLiveView } from './live-view.ts';
import { createPlainView } from './plain-view.ts';
import { printError } from './print-error.ts';
import { printable } from './terminal-text.ts';
import { formatVerdictLines } from './verdict-text.ts';
import { readToolVersion } from './version.ts';

/** Options of the commands that rehearse. */
export interface RunFlags {
  readonly set: readonly string[];
  readonly reports: string;
  readonly keep: boolean;
  readonly verbose: boolean;
  /** The user's consent to machines that cost money. */
  readonly yesCreateCloudResources: boolean;
}

/** Rehearses with a view, and prints the verdict. */
export type RehearseWithView = (
  one: Pick<Request, 'loaded' | 'reportsFolder' | 'repetition'>,
) => Promise<Finish>;

/** Runs one or more rehearsals with a view that the user watches. One Ctrl-C ends all of them. */
export async function runWithView<T>(
  context: Context,
  flags: Pick<RunFlags, 'reports' | 'keep' | 'verbose'>,
  work: (rehearseShown: RehearseWithView, interruption: Interruption) => Promise<T>,
): Promise<T> {
  const interruption = newInterruption();
  // A live view mixed with its own log would be unreadable.
  const live = context.stdout.isTTY && !context.ci && !flags.verbose;
  let view: View | null = null;
  let runId: string | null = null;
  let rolling: Rolling = 'nodes';
  const say = (text: string) => view?.say(text);
  using _interrupts = context.onInterrupt(() => {
    const count = interruption.interrupt();
    const text = describeInterrupt(count, rolling);
    if (text !== null) say(text);
    if (count >= 3) {
      const showCursor = live ? '\u001b[?25h' : '';
      context.stderr.write(
        `${showCursor}\nstopped without teardown. Remove what is left with: rehearse clean ${runId ?? ''}\n`,
      );
      context.exit(130);
    }
  });
  using _strays = context.onStrayError(interruption.breakOff);
  return await work(async (one) => {
    const shown = live ? createLiveView() : createPlainView(context.stdout);
    view = shown;
    rolling = getTraits(one.loaded.scenario.cluster.provider).rolling;
    const finish = await rehearse(
      {
        ...one,
        floorFolder: resolve(context.cwd, flags.reports, 'noise-floor'),
        stateFolder: context.stateFolder,
        keep: flags.keep,
        verbose: flags.verbose ? context.stderr : null,
        toolVersion: readToolVersion(),
        env: context.env,
        nodeVersion: context.nodeVersion,
        pid: context.pid,
        onRunId: (id) => {
          runId = id;
        },
      },
      shown,
      interruption,
    ).finally(shown.close);
    showFinish(context, finish);
    return finish;
  }, interruption);
}

function showFinish(context: Context, finish: Finish): void {
  for (const line of formatVerdictLines(finish, context.cwd)) context.stdout.write(`${line}\n`);
  for (const trouble of finish.troubles) context.stderr.write(`warning: ${printable(trouble)}\n`);
  if (finish.error !== null) printError(context.stderr, finish.error);
}
