/**
 * The judge's answers to A/A runs recorded on kind (test/fixtures/recorded-aa-runs). Each is divided into a
 * baseline and steps, and every miss is a false alarm.
 *
 *   node bench/latency-aa-runs.ts        prints counts, and Clopper-Pearson's one-sided 95% bound of the share missed
 *
 * How to read it: only stretches that do not overlap are independent, and the criteria of one stretch share
 * its machine and its minutes. With a limit of +0% the true change lies at the limit itself, at which the
 * rule should miss 5%.
 */

import { quantity } from '../harness/format/quantity.ts';
import type { FoundCriterion } from '../harness/judge/criteria/criterion.ts';
import { clopperPearsonUpper } from '../harness/judge/statistics/stats.ts';
import type { Scenario } from '../harness/scenario/scenario.ts';
import {
  computeLengthS,
  judgeCriteria,
  type RecordedRun,
  readRecordedRuns,
  type Shape,
} from './latency/aa-runs.ts';

const shapes: readonly Shape[] = [
  { baselineS: 60, stepsS: [30, 30, 30] },
  { baselineS: 120, stepsS: [40, 30, 30] },
  // Long enough for a p99 of the control plane's step: five batches of 10 s.
  { baselineS: 120, stepsS: [60, 60, 60] },
];
const slideS = 5;
const zero = { increase: 0, atLeastMs: 0 };
/** The scenario has no limit of p99: the section's default is used. */
const limits = {
  'as the scenario': { p99: { increase: 1, atLeastMs: 50 } },
  '+0%': { p90: zero, p99: zero },
};
/** Latency added in the steps: beyond the limit, and far beyond it. */
const harmMs = [40, 500];

const runs = readRecordedRuns();
for (const { runId, lengthS } of runs) console.log(`${runId}: ${lengthS.toFixed(0)} s`);
for (const shape of shapes)
  for (const [name, latency] of Object.entries(limits))
    for (const everyS of [computeLengthS(shape), slideS]) {
      const limited = runs.map((run) => withLatency(run, latency));
      const all = limited.flatMap((run) => judgeCriteria(run, shape, everyS));
      // Probes are not kept, because no criterion here uses them.
      for (const [id, some] of Map.groupBy(all, (one) => one.id))
        if (!id.startsWith('probes.'))
          console.log(
            `baseline ${shape.baselineS} s, steps ${shape.stepsS.join(', ')} s, one every ${everyS} s, limit ${name}: ${id} ${formatMissed(some)}`,
          );
    }

for (const slowedMs of harmMs)
  for (const shape of shapes) {
    const all = runs.flatMap((run) => judgeCriteria(run, shape, slideS, slowedMs));
    const latency = all.filter((one) => one.id === 'latency.p90');
    console.log(
      `the same, slower by ${slowedMs} ms in steps of ${shape.stepsS.join(', ')} s: latency.p90 ${formatMissed(latency)}`,
    );
  }

function withLatency(run: RecordedRun, limits: Partial<Scenario['criteria']['latency']>): RecordedRun {
  const { criteria } = run.scenario;
  const latency = { ...criteria.latency, ...limits };
  return { ...run, scenario: { ...run.scenario, criteria: { ...criteria, latency } } };
}

function formatMissed(criteria: readonly FoundCriterion[]): string {
  const count = (state: FoundCriterion['state']) => criteria.filter((one) => one.state === state).length;
  const bound = (100 * clopperPearsonUpper(count('missed'), criteria.length)).toFixed(1);
  const values = criteria.flatMap(({ value, unit }) => (value === null ? [] : [{ value, unit }]));
  const greatest = values.toSorted((a, b) => b.value - a.value)[0];
  const most = greatest === undefined ? 'no value' : `at most ${quantity(greatest.value, greatest.unit)}`;
  return `missed ${count('missed')} of ${criteria.length} (at most ${bound}%), met ${count('met')}, unresolved ${count('unresolved')}; ${most}`;
}
