import { count } from '../format/numbers.ts';
import { quantity } from '../format/quantity.ts';

/** Reasons for any criterion: what is missing from the run, and what may have disturbed it. */
export const runReasons = {
  'upgrade-not-begun': () => 'the upgrade did not begin',
  'no-samples': () => 'no lane left samples',
  'no-baseline': () => 'there is no baseline',
  /** Evidence of the cause; the following reasons give details. */
  mechanism: ({ title }: { id: string; title: string }) => `mechanism: ${title}`,
  'run-cut-short': () => 'the run did not go to its end',
  'host-overloaded': ({ overloadedS, measuredS }: { overloadedS: number; measuredS: number }) =>
    `nothing shows what caused it, and this machine's processors were overloaded for ${count(overloadedS)} of ${count(measuredS)} s around it: it may be no harm of the upgrade`,
  'reached-by-aa-run': ({ runs, reached, unit }: { runs: number; reached: number; unit: string }) =>
    `of ${count(runs)} runs of this scenario on this machine that upgraded nothing one reached ${quantity(reached, unit)}: it may be noise`,
};
