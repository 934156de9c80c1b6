/**
 * Compares the judge's latency rule with other rules, on simulated runs with a known truth: three minutes of
 * baseline and two workers' steps, 100/s, load whose level drifts, and a pause of 300 ms twice a minute. The
 * judge's limit is +50%.
 *
 *   node bench/latency-alternatives.ts [RUNS]     RUNS simulated runs a row, 200 by default
 *
 * How to read it: where nothing changed, every change that a rule reports is a false alarm (goal: 5% at
 * most). Of a doubled p90 at least 95% should be missed, and none met. In the last row one worker's step is
 * twice as slow, and is the shorter one.
 */

import { measureDrift } from '../harness/judge/latency/baseline.ts';
import { latencyChange } from '../harness/judge/latency/latency.ts';
import { alternatives } from './latency/alternatives.ts';
import { type Simulation, simulator } from './latency/simulated.ts';

const runs = Number(process.argv[2] ?? 200);
const limit = { increase: 0.5, atLeastMs: 0 };

const calm = { phi: 0.5, spread: 0.15, pausesPerMinute: 2 };
const restless = { phi: 0.9, spread: 0.3, pausesPerMinute: 2 };
const rows: readonly (readonly [string, Simulation, readonly number[]])[] = [
  ['unchanged, calm', { ...calm, factors: [1, 1] }, [36, 31]],
  ['unchanged, restless', { ...restless, factors: [1, 1] }, [36, 31]],
  ['doubled, calm', { ...calm, factors: [2, 2] }, [36, 31]],
  ['doubled, restless', { ...restless, factors: [2, 2] }, [36, 31]],
  ['one of two steps tripled, 10 of 26 batches', { ...calm, factors: [1, 3] }, [160, 100]],
  ['one of two steps doubled, 10 of 26 batches', { ...calm, factors: [1, 2] }, [160, 100]],
];

for (const [name, simulation, stepsS] of rows) {
  const next = simulator(20_261_127, 180, stepsS);
  let moved = 0;
  const judged = { met: 0, missed: 0, unresolved: 0 };
  const alarms = Object.keys(alternatives).map(() => 0);
  for (let i = 0; i < runs; i += 1) {
    const run = next(simulation);
    judged[latencyChange(run.view, run.baseline, run.steps, limit).state] += 1;
    moved += Number(measureDrift(run.view, run.baseline) > 0);
    Object.values(alternatives).forEach((rule, at) => {
      alarms[at] = (alarms[at] as number) + Number(rule(run));
    });
  }
  const share = (count: number) => `${((100 * count) / runs).toFixed(1)}%`;
  console.log(`\n${name}: ${runs} runs`);
  for (const [state, count] of Object.entries(judged)) console.log(`  judge: ${state} ${share(count)}`);
  console.log(`  judge: baseline called moving ${share(moved)}`);
  Object.keys(alternatives).forEach((rule, at) => {
    console.log(`  ${rule}: ${share(alarms[at] as number)}`);
  });
}
