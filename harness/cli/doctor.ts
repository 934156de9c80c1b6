import { resolve } from 'node:path';
import { providers } from '../clusters/providers.ts';
import { createCommands } from '../command/commands.ts';
import { isMissing } from '../preflight/preflight.ts';
import { type MeasureUse, runChecks } from '../rehearsal/checks.ts';
import { issueLine } from '../scenario/load-scenario.ts';
import type { Context } from './context.ts';
import { runUntilInterrupt } from './interruptible.ts';
import type { RunFlags } from './interruptible-run.ts';
import { loadChecked } from './load-checked.ts';
import { printable } from './terminal-text.ts';

/** Options of a run that affect its prerequisites. */
export type DoctorFlags = Pick<RunFlags, 'set' | 'reports'>;

/**
 * Lists every prerequisite, of a scenario or of all clusters that this machine can make, with its finding and what to do.
 * Exit code 3 if one is missing.
 */
export async function doctorCommand(
  context: Context,
  scenarioFile: string | undefined,
  flags: DoctorFlags,
  measure?: MeasureUse,
): Promise<number> {
  const loaded =
    scenarioFile === undefined ? null : await loadChecked(resolve(context.cwd, scenarioFile), flags.set);
  const scenario = loaded?.scenario ?? null;
  // What a cloud needs, only a scenario of its own can say.
  const local = Object.values(providers).filter(({ traits }) => !traits.createsCloudResources);
  const request = {
    scenario,
    providers: scenario === null ? local : [providers[scenario.cluster.provider]],
    reportsFolder: resolve(context.cwd, flags.reports),
    stateFolder: context.stateFolder,
    nodeVersion: context.nodeVersion,
    env: context.env,
    commands: createCommands(),
  };
  const checks = await runUntilInterrupt(context, (signal) => runChecks(request, signal, measure));
  for (const check of checks) {
    const state = check.ok ? 'ok  ' : isMissing(check) ? 'MISS' : 'WARN';
    context.stdout.write(`${state} ${printable(check.name)}: ${printable(check.found)}\n`);
    const code = check.code === null ? '' : ` (${check.code})`;
    if (!check.ok) context.stdout.write(`     ${printable(check.hint)}${code}\n`);
  }
  for (const warning of loaded?.warnings ?? [])
    context.stdout.write(`WARN ${printable(issueLine(loaded?.file ?? '', warning))}\n`);
  return checks.some(isMissing) ? 3 : 0;
}
