import { resolve } from 'node:path';
import { requireCloudConsent } from './cloud-consent.ts';
import type { Context } from './context.ts';
import { type RunFlags, runWithView } from './interruptible-run.ts';
import { loadChecked } from './load-checked.ts';
import { rehearseRepeatedly } from './repetitions.ts';

/** Rehearses, prints the verdict, and returns its exit code (or that of the error that prevented a verdict). */
export async function runCommand(context: Context, file: string, flags: RunFlags): Promise<number> {
  const loaded = await loadChecked(resolve(context.cwd, file), flags.set);
  const { scenario } = loaded;
  const isGiven = flags.yesCreateCloudResources;
  await requireCloudConsent(context, { scenario, rehearsals: scenario.repeat, isGiven });
  const reportsFolder = resolve(context.cwd, flags.reports);
  const work = { loaded, reportsFolder, keep: flags.keep };
  return await runWithView(context, flags, async (rehearseWithView) => {
    const { exitCode } = await rehearseRepeatedly(context, work, rehearseWithView);
    return exitCode;
  });
}
