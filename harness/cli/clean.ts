import { providers } from '../clusters/providers.ts';
import { createCommands } from '../command/commands.ts';
import { type CleanResult, clean } from '../rehearsal/clean.ts';
import type { Context } from './context.ts';
import { runUntilInterrupt } from './interruptible.ts';
import { printable } from './terminal-text.ts';

/** Removes what killed runs left behind, and prints for each run what it removed and what it did not. @returns 1 when something could not be removed */
export async function cleanCommand(context: Context, only: string | undefined): Promise<number> {
  const actions = await runUntilInterrupt(context, async (signal) => {
    const done: CleanResult['action'][] = [];
    const cleaning = clean({
      stateFolder: context.stateFolder,
      providers,
      commands: createCommands(),
      only: only ?? null,
      signal,
    });
    for await (const run of cleaning) {
      context.stdout.write(`${cleanedText(run)}\n`);
      done.push(run.action);
    }
    return done;
  });
  if (actions.every((action) => action === 'not-asked'))
    context.stdout.write(describeNothing(only, actions.length > 0));
  return actions.includes('failed') ? 1 : 0;
}

/** @param isPartial some provider could not be asked */
function describeNothing(only: string | undefined, isPartial: boolean): string {
  const nothing = only === undefined ? 'nothing to clean' : `run ${printable(only)} left nothing`;
  return `${nothing}${isPartial ? ' elsewhere' : ''}\n`;
}

function cleanedText(run: CleanResult): string {
  if (run.action === 'not-asked')
    return `${run.provider}: can't list what is left: ${printable(run.message)}`;
  const id = printable(run.runId);
  return `${id}: ${outcomeText(run, id)}`;
}

function outcomeText(run: Exclude<CleanResult, { action: 'not-asked' }>, id: string): string {
  const removed = run.removed.map(printable).join(', ');
  switch (run.action) {
    case 'removed':
      return `removed ${removed}`;
    case 'failed':
      return `could not be removed: ${printable(run.message)} (removed before that: ${removed || 'nothing'})`;
    case 'left-running':
      return 'is running: not removed';
    case 'left-kept':
      return `kept with --keep: not removed; remove it with: rehearse clean ${id}`;
    case 'left-unknown':
      return `not a run of this user: not removed; if it is yours: rehearse clean ${id}`;
  }
}
