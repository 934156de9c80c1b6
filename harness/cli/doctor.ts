import { resolve } from 'node:path';
import type { Check } from '../clusters/cluster.ts';
import { providers } from '../clusters/providers.ts';
import { allowedProcessors } from '../command/affinity.ts';
import { commandsOf } from '../command/commands.ts';
import { nodeCheck } from '../preflight/preflight.ts';
import { processorChecks } from '../preflight/processors.ts';
import { loadScenario } from '../scenario/load.ts';
import type { Context } from './context.ts';
import { interruptible } from './interruptible.ts';
import { printable } from './terminal-text.ts';

/** Lists every prerequisite with what was found and what to do. Exit code 3 when one is missing. */
export async function doctorCommand(context: Context, scenarioFile: string | undefined): Promise<number> {
  const scenario =
    scenarioFile === undefined ? null : (await loadScenario(resolve(context.cwd, scenarioFile))).scenario;
  const cluster = scenario?.cluster ?? null;
  // Without a scenario it is not known which will be used.
  const asked = cluster === null ? Object.values(providers) : [providers[cluster.provider]];
  const checks: readonly Check[] = [
    nodeCheck(context.nodeVersion),
    ...(await interruptible(context, (signal) =>
      Promise.all([
        ...asked.map((provider) => provider.check(commandsOf(), cluster, signal)),
        ...(scenario === null ? [] : [processorChecks(scenario, allowedProcessors(), commandsOf(), signal)]),
      ]),
    ).then((all) => all.flat())),
  ];
  for (const check of checks) {
    context.stdout.write(
      `${check.ok ? 'ok  ' : 'MISS'} ${printable(check.name)}: ${printable(check.found)}\n`,
    );
    if (!check.ok) context.stdout.write(`     ${printable(check.hint)} (${check.code})\n`);
  }
  return checks.every((check) => check.ok) ? 0 : 3;
}
