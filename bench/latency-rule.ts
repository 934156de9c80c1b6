/**
 * The latency rule's answers to simulated runs with a known truth: a worker role of two short steps (22 s and
 * 33 s, as on kind) against three minutes of baseline, at 100/s. Each second's latency drifts (first-order
 * autoregressive, `phi`), each request scatters (log-normal). The limit is +50%.
 *
 *   node bench/latency-rule.ts [RUNS]     RUNS simulated runs a row, 300 by default; prints shares of verdicts
 *
 * How to read it: at a true change of +0% `missed` is a false alarm; at +50% (the limit itself) `met` should
 * be about 5%; at +100% `met` is an undetected miss.
 */

import type { SampleColumns } from '../harness/journal/samples.ts';
import { createLaneView } from '../harness/judge/lanes/lane-view.ts';
import { latencyChange } from '../harness/judge/latency/latency.ts';
import { randomFrom, unfilled } from './latency/simulated.ts';

const runs = Number(process.argv[2] ?? 300);
const ratePerS = 100;
const baselineS = 180;
const stepsS = [22, 33];
const pauseS = 20;
const totalS = baselineS + stepsS.reduce((sum, seconds) => sum + seconds + pauseS, 0);

const { normal } = randomFrom(20_261_121);

function simulated(phi: number, spread: number, change: number): SampleColumns {
  const length = totalS * ratePerS;
  const columns = unfilled(length);
  let drift = spread * normal();
  for (let second = 0; second < totalS; second += 1) {
    drift = phi * drift + Math.sqrt(1 - phi ** 2) * spread * normal();
    const shift = second >= baselineS ? Math.log1p(change) : 0;
    for (let i = second * ratePerS; i < (second + 1) * ratePerS; i += 1) {
      columns.seq[i] = i;
      columns.intendedUs[i] = (i / ratePerS) * 1e6;
      columns.endUs[i] =
        (columns.intendedUs[i] as number) + 40_000 * Math.exp(drift + 0.5 * normal() + shift);
    }
  }
  return columns;
}

const windows = stepsS.map((seconds, i) => {
  const fromS = baselineS + pauseS + stepsS.slice(0, i).reduce((sum, other) => sum + other + pauseS, 0);
  return { fromUs: fromS * 1e6, toUs: (fromS + seconds) * 1e6 };
});

for (const [phi, spread] of [
  [0, 0.2],
  [0.5, 0.3],
  [0.8, 0.3],
  [0.9, 0.4],
] as const)
  for (const change of [0, 0.5, 1]) {
    const verdicts = { met: 0, missed: 0, unresolved: 0 };
    for (let i = 0; i < runs; i += 1) {
      const columns = simulated(phi, spread, change);
      const view = createLaneView(
        { target: 'web', lane: 'fresh', kind: 'fresh', ratePerS, columns, torn: false },
        60_000,
      );
      const limit = { increase: 0.5, atLeastMs: 0 };
      verdicts[latencyChange(view, { fromUs: 0, toUs: baselineS * 1e6 }, windows, limit).state] += 1;
    }
    const shares = Object.entries(verdicts).map(
      ([verdict, count]) => `${verdict} ${((100 * count) / runs).toFixed(1)}%`,
    );
    console.log(`phi ${phi}, spread ${spread}, true change +${change * 100}%: ${shares.join(', ')}`);
  }
