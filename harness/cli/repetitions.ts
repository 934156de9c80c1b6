import { join, relative } from 'node:path';
import { RehearsalError } from '../errors.ts';
import { createOutcome, type Outcome } from '../rehearsal/outcome.ts';
import { repeat } from '../rehearsal/repeat.ts';
import { describePooledProof } from '../report/repeated.ts';
import type { LoadedScenario } from '../scenario/load-scenario.ts';
import type { Context } from './context.ts';
import type { RehearseWithView } from './interruptible-run.ts';
import { printable } from './terminal-text.ts';
import { formatHeadline } from './verdict-text.ts';
import { readToolVersion } from './version.ts';

/** What is rehearsed, and where its run directories go. */
export interface Work {
  readonly loaded: LoadedScenario;
  readonly reportsFolder: string;
  readonly keep: boolean;
}

/** Rehearses once, or as often as the scenario's `repeat` sets, and then shows the common verdict. */
export async function rehearseRepeatedly(
  context: Context,
  { loaded, reportsFolder, keep }: Work,
  rehearseWithView: RehearseWithView,
): Promise<Outcome> {
  const { scenario } = loaded;
  const request = { loaded, reportsFolder };
  if (scenario.repeat === 1) return createOutcome(await rehearseWithView({ ...request, repetition: 0 }));
  if (keep)
    throw new RehearsalError(
      'usage',
      `--keep keeps one cluster, but \`repeat: ${scenario.repeat}\` makes ${scenario.repeat}`,
      {
        hint: 'Omit --keep, or rehearse once with --set repeat=1.',
      },
    );
  const say = (text: string) => context.stdout.write(`${printable(text)}\n`);
  const places = { reportsFolder, toolVersion: readToolVersion() };
  const { repeated, outcome } = await repeat(loaded, places, (repetition, folder) => {
    say(`repetition ${repetition + 1} of ${scenario.repeat}`);
    return rehearseWithView({ ...request, reportsFolder: folder, repetition });
  });
  say('');
  say(formatHeadline({ ...repeated, remark: repeated.agreement }));
  say(describePooledProof(repeated.proves));
  say(`all repetitions: ${join(relative(context.cwd, outcome.folder) || '.', 'repeated.md')}`);
  return outcome;
}
