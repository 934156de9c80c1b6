import type { Arrival } from '../scenario/scenario.ts';

/** How many requests have become due, as a piecewise linear function: a number in each cycle, which repeats. */
interface Profile {
  readonly cycleUs: number;
  readonly perCycle: number;
  /** Points of the function from (0, 0) to (cycleUs, perCycle), neither coordinate decreasing. */
  readonly knots: readonly { readonly atUs: number; readonly due: number }[];
}

export function stepsProfile(steps: Extract<Arrival, { pattern: 'steps' }>['steps']): Profile {
  const knots = [{ atUs: 0, due: 0 }];
  let [atUs, due] = [0, 0];
  for (const { forMs, ratePerS } of steps) {
    atUs += forMs * 1e3;
    due += (forMs / 1e3) * ratePerS;
    knots.push({ atUs, due });
  }
  return { cycleUs: atUs, perCycle: due, knots };
}

export function replayProfile({ offsetsUs, cycleUs }: Extract<Arrival, { pattern: 'replay' }>): Profile {
  const knots = offsetsUs.map((atUs, due) => ({ atUs, due }));
  knots.push({ atUs: cycleUs, due: offsetsUs.length });
  return { cycleUs, perCycle: offsetsUs.length, knots };
}

/** When that many requests have become due, in microseconds. */
export function whenReached(due: number, { cycleUs, perCycle, knots }: Profile): number {
  const cycle = Math.floor(due / perCycle);
  const within = due - cycle * perCycle;
  let low = 0;
  let high = knots.length - 1;
  while (high - low > 1) {
    const middle = (low + high) >>> 1;
    if ((knots[middle]?.due ?? 0) <= within) low = middle;
    else high = middle;
  }
  const [from, to] = [knots[low] ?? { atUs: 0, due: 0 }, knots[high] ?? { atUs: cycleUs, due: perCycle }];
  const share = to.due > from.due ? (within - from.due) / (to.due - from.due) : 0;
  return cycle * cycleUs + from.atUs + share * (to.atUs - from.atUs);
}
