import { relative, resolve } from 'node:path';
import { tune } from '../rehearsal/tune.ts';
import { describeTuning } from '../report/tuning.ts';
import type { LoadedScenario } from '../scenario/load-scenario.ts';
import { requireCloudConsent } from './cloud-consent.ts';
import type { Context } from './context.ts';
import { type RunFlags, runWithView } from './interruptible-run.ts';
import { loadChecked } from './load-checked.ts';
import { rehearseRepeatedly } from './repetitions.ts';
import { printable } from './terminal-text.ts';
import { readToolVersion } from './version.ts';

/** Options of `tune`. No cluster of an attempt is kept: the next one needs the machine. */
export interface TuneFlags extends Omit<RunFlags, 'keep'> {
  readonly attempts: number;
}

/**
 * Rehearses repeatedly with the values that the previous rehearsal recommended, until a run passes. Returns
 * the last attempt's exit code.
 */
export async function tuneCommand(context: Context, file: string, flags: TuneFlags): Promise<number> {
  const loaded = await loadChecked(resolve(context.cwd, file), flags.set);
  const { scenario } = loaded;
  const rehearsals = flags.attempts * scenario.repeat;
  await requireCloudConsent(context, { scenario, rehearsals, isGiven: flags.yesCreateCloudResources });
  const reportsFolder = resolve(context.cwd, flags.reports);
  const request = { loaded, attempts: flags.attempts, reportsFolder, toolVersion: readToolVersion() };
  let begun = 0;
  const say = (text: string) => context.stdout.write(`${printable(text)}\n`);
  return await runWithView(context, { ...flags, keep: false }, async (rehearseWithView, { stop }) => {
    const rehearseWith = async (tried: LoadedScenario) => {
      begun += 1;
      const values = tried.sets.join(' ') || 'the scenario as it is';
      say(`attempt ${begun} of at most ${flags.attempts}: ${values}`);
      const work = { loaded: tried, reportsFolder, keep: false };
      return await rehearseRepeatedly(context, work, rehearseWithView);
    };
    const { tuning, files, exitCode } = await tune(request, rehearseWith, stop);
    say('');
    say(describeTuning(tuning));
    say(`every attempt: ${relative(context.cwd, files.markdown)}`);
    return exitCode;
  });
}
