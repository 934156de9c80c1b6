import { createPlan } from '../plan/create-plan.ts';
import { listExpectedNodes } from '../plan/expected-nodes.ts';
import { planFile } from '../plan/plan.ts';
import { warningLine } from '../scenario/load-scenario.ts';
import type { Context } from './context.ts';
import { loadChecked } from './load-checked.ts';
import { describePlan } from './plan-text.ts';
import { printable } from './terminal-text.ts';

export interface PlanFlags {
  readonly set: readonly string[];
  /** The content of plan.json instead of text. */
  readonly json: boolean;
}

/**
 * Shows what a run of the scenario would do, in which order, and how long it should take here and in production. Needs no
 * cluster and changes nothing.
 * @returns exit code 0 @throws as `loadScenario`
 */
export async function planCommand(
  { stdout, stderr }: Pick<Context, 'stdout' | 'stderr'>,
  file: string,
  { set, json }: PlanFlags,
): Promise<number> {
  const { scenario, warnings } = await loadChecked(file, set);
  for (const warning of warnings) stderr.write(`${printable(warningLine(file, warning))}\n`);
  const plan = planFile(scenario, createPlan(scenario, listExpectedNodes(scenario)));
  const lines = json ? [JSON.stringify(plan, null, 2)] : describePlan(scenario, plan).map(printable);
  stdout.write(`${lines.join('\n')}\n`);
  return 0;
}
