import { resolve } from 'node:path';
import { loadScenario } from '../scenario/load.ts';
import { rehearseAsOften } from './as-often.ts';
import { attended, type RunFlags } from './attended.ts';
import type { Context } from './context.ts';

/** Rehearses, says how it went, and returns the exit code of the verdict (or of what prevented one). */
export async function runCommand(context: Context, file: string, flags: RunFlags): Promise<number> {
  const loaded = await loadScenario(resolve(context.cwd, file), { sets: flags.set });
  const reportsFolder = resolve(context.cwd, flags.reports);
  const work = { loaded, reportsFolder, keep: flags.keep };
  return await attended(context, flags, async (rehearseShown) => {
    const { exitCode } = await rehearseAsOften(context, work, rehearseShown);
    return exitCode;
  });
}
