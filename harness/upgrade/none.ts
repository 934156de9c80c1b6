import type { Roller } from './roller.ts';
import { rollSteps, type StepOptions } from './steps.ts';

/** The noise floor: the same steps, intervals and gates, without touching a node. */
export function noneRoller(options: StepOptions): Roller {
  return { roll: (plan, signal) => rollSteps(plan, signal, options, changeNothing) };
}

async function* changeNothing(): AsyncGenerator<never, void> {}
