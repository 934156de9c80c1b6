import { resolve } from 'node:path';
import type { Context } from './context.ts';
import { attended, type RunFlags } from './interruptible-run.ts';
import { loadChecked } from './load-checked.ts';
import { rehearseAsOften } from './repetitions.ts';

/** Rehearses, prints the verdict, and returns its exit code (or that of the error that prevented a verdict). */
export async function runCommand(context: Context, file: string, flags: RunFlags): Promise<number> {
  const loaded = await loadChecked(resolve(context.cwd, file), flags.set);
  const reportsFolder = resolve(context.cwd, flags.reports);
  const work = { loaded, reportsFolder, keep: flags.keep };
  return await attended(context, flags, async (rehearseShown) => {
    const { exitCode } = await rehearseAsOften(context, work, rehearseShown);
    return exitCode;
  });
}
