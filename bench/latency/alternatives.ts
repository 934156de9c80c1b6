import { answeredIn } from '../../harness/judge/lanes/latency-batch.ts';
import { batchesIn } from '../../harness/judge/latency/latency-batches.ts';
import { mean, percentile, welchDifference } from '../../harness/judge/statistics/stats.ts';
import { type Random, randomFrom, type Simulated } from './simulated.ts';

/** The answers of other rules to a run; each is used in practice. */
export const alternatives = {
  'Mann-Whitney on requests, two-sided 5%': mannWhitney,
  'p99 more than half as much again': p99Ratio,
  'block bootstrap of p90 (blocks of 10 s), lower end of 95% above 0': blockBootstrap,
  'means of all batches pooled, +50%': pooledMeans,
} as const;

function listStepLatencies({ view, steps }: Simulated): number[] {
  return steps.flatMap((step) => [...answeredIn(view, step)]);
}

/** By its normal approximation; latencies are continuous, so ties do not matter. */
function mannWhitney(run: Simulated): boolean {
  const before = [...answeredIn(run.view, run.baseline)];
  const after = listStepLatencies(run);
  // How often a later value is slower than an earlier one: both sorted, one pass.
  const later = after.toSorted(ascending);
  let below = 0;
  let u = 0;
  for (const us of later) {
    while (below < before.length && (before[below] as number) < us) below += 1;
    u += below;
  }
  const product = before.length * after.length;
  const z = (u - product / 2) / Math.sqrt((product * (before.length + after.length + 1)) / 12);
  return Math.abs(z) > 1.96;
}

function p99Ratio(run: Simulated): boolean {
  const after = percentile(listStepLatencies(run).sort(ascending), 0.99);
  return after / percentile(answeredIn(run.view, run.baseline), 0.99) > 1.5;
}

function blockBootstrap({ view, baseline, steps }: Simulated): boolean {
  const random = randomFrom(7);
  const blocksUs = 10_000_000;
  const before = batchesIn(view, baseline, blocksUs, 0.9);
  const after = steps.flatMap((step) => batchesIn(view, step, blocksUs, 0.9));
  const found = Array.from({ length: 1_000 }, () => drawnMean(after, random) - drawnMean(before, random));
  return (found.sort(ascending)[25] as number) > 0;
}

/** As many blocks, drawn with replacement. */
function drawnMean(blocks: readonly number[], { uniform }: Random): number {
  return mean(blocks.map(() => blocks[Math.floor(uniform() * blocks.length)] as number));
}

function pooledMeans({ view, baseline, steps }: Simulated): boolean {
  const lengthUs = 2_000_000;
  const all = steps.flatMap((step) => batchesIn(view, step, lengthUs, 0.9));
  const found = welchDifference(batchesIn(view, baseline, lengthUs, 0.9), [all]);
  return found !== null && found.low > Math.log(1.5);
}

const ascending = (a: number, b: number) => a - b;
