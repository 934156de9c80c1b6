import { resolve } from 'node:path';
import { loadScenario } from '../scenario/load.ts';
import { attended, type RunFlags } from './attended.ts';
import type { Context } from './context.ts';

/** Rehearses, says how it went, and returns the exit code of the verdict (or of what prevented one). */
export async function runCommand(context: Context, scenarioFile: string, flags: RunFlags): Promise<number> {
  const { source } = await loadScenario(resolve(context.cwd, scenarioFile), { sets: flags.set });
  const reports = resolve(context.cwd, flags.reports);
  return await attended(context, scenarioFile, flags, async (rehearseShown) => {
    const finish = await rehearseShown(source, flags.set, reports);
    return finish.exitCode;
  });
}
