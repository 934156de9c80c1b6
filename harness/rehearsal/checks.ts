import { cpus } from 'node:os';
import type { Check, Provider } from '../clusters/cluster.ts';
import { allowedProcessors } from '../command/affinity.ts';
import type { Commands } from '../command/commands.ts';
import { type Clock, clockFrom } from '../journal/clock.ts';
import { measureUse } from '../observe/host/use-now.ts';
import { expiryCheck } from '../preflight/expiry.ts';
import { hostCheck, type SeenUse } from '../preflight/host.ts';
import { openFilesCheck } from '../preflight/open-files.ts';
import { folderCheck, nodeCheck } from '../preflight/preflight.ts';
import { processorChecks } from '../preflight/processors.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { type Environment, listSenders, secretChecks } from './requests.ts';

/** A second averages out short processes; every start would have to wait for a longer measurement. */
const useMeasuredMs = 1_000;

/** The inputs of a run, as far as they can be missing or unfit. */
export interface CheckRequest {
  /** Null: only what every run on these providers requires. */
  readonly scenario: Scenario | null;
  /** The scenario's own, or all of them if it is unknown which will be used. */
  readonly providers: readonly Provider[];
  readonly reportsFolder: string;
  readonly stateFolder: string;
  readonly nodeVersion: string;
  readonly env: Environment;
  readonly commands: Commands;
}

/** Watches the machine for so long. @throws the signal's reason */
export type MeasureUse = (forMs: number, clock: Clock, signal: AbortSignal) => Promise<SeenUse>;

/**
 * Every prerequisite of a run, each checked separately so that a missing one hides no other. The only list,
 * for `doctor` and the run itself: a check that is added here is in both. Leaves nothing behind.
 */
export async function runChecks(
  request: CheckRequest,
  signal: AbortSignal,
  measure: MeasureUse = measureUse,
): Promise<readonly Check[]> {
  const { scenario, providers, commands } = request;
  const asked = await Promise.all([
    measure(useMeasuredMs, clockFrom(), signal).then((use) => [hostCheck(use, cpus().length)]),
    ...providers.map((provider) => provider.check(commands, scenario, signal)),
    ...(scenario === null
      ? []
      : [
          processorChecks(scenario, allowedProcessors(), commands, signal),
          openFilesCheck(scenario, commands, signal),
        ]),
  ]);
  const expiry = scenario === null ? null : expiryCheck(scenario);
  return [
    nodeCheck(request.nodeVersion),
    folderCheck('reports folder', request.reportsFolder, 'reports-unwritable'),
    folderCheck('state folder', request.stateFolder, 'state-unwritable'),
    ...(scenario === null ? [] : secretChecks(listSenders(scenario), request.env)),
    ...(expiry === null ? [] : [expiry]),
    ...asked.flat(),
  ];
}
