import type { SampleColumns } from '../../harness/journal/samples.ts';
import { emptyColumns } from '../../harness/judge/lanes/lane-data.ts';
import { createLaneView, type LaneView } from '../../harness/judge/lanes/lane-view.ts';
import type { Period } from '../../harness/judge/periods.ts';

/** A service whose truth is known: how its latency varies, and what the upgrade changes. */
export interface Simulation {
  /** Correlation of one second's level with the next: first-order autoregressive. */
  readonly phi: number;
  /** Standard deviation of that level, as a logarithm. */
  readonly spread: number;
  /** Pauses (garbage collections, compactions) of 300 ms per minute, at random. */
  readonly pausesPerMinute: number;
  /** Factor on latency in each step's window. */
  readonly factors: readonly number[];
}

export interface Simulated {
  readonly view: LaneView;
  readonly baseline: Period;
  readonly steps: readonly Period[];
}

const ratePerS = 100;
const typicalUs = 40_000;
const pauseUs = 300_000;
/** Between two steps, in seconds. */
const betweenS = 20;

/** Generates runs one after another: the same ones for the same seed, on every machine. */
export function simulator(seed: number, baselineS = 180, stepsS: readonly number[] = [36, 31]) {
  const random = randomFrom(seed);
  const baseline = { fromUs: 0, toUs: baselineS * 1e6 };
  const steps = stepsS.map((seconds, i) => {
    const fromS = baselineS + betweenS + stepsS.slice(0, i).reduce((sum, one) => sum + one + betweenS, 0);
    return { fromUs: fromS * 1e6, toUs: (fromS + seconds) * 1e6 };
  });
  const totalS = Math.ceil((steps.at(-1)?.toUs ?? baseline.toUs) / 1e6);
  return (simulation: Simulation): Simulated => {
    const columns = simulateColumns(simulation, steps, totalS, random);
    const lane = { target: 'web', lane: 'fresh', kind: 'fresh', ratePerS, columns, torn: false } as const;
    return { view: createLaneView(lane, 60_000), baseline, steps };
  };
}

function simulateColumns(
  { phi, spread, pausesPerMinute, factors }: Simulation,
  steps: readonly Period[],
  totalS: number,
  { uniform, normal }: Random,
): SampleColumns {
  const length = totalS * ratePerS;
  const columns = unfilled(length);
  let level = spread * normal();
  for (let second = 0; second < totalS; second += 1) {
    level = phi * level + Math.sqrt(1 - phi ** 2) * spread * normal();
    const pausedUntilUs = uniform() < pausesPerMinute / 60 ? pauseUs : 0;
    const step = steps.findIndex((one) => second * 1e6 >= one.fromUs && second * 1e6 < one.toUs);
    const factor = factors[step] ?? 1;
    for (let i = 0; i < ratePerS; i += 1) {
      const row = second * ratePerS + i;
      const waitUs = Math.max(0, pausedUntilUs - (i / ratePerS) * 1e6);
      columns.seq[row] = row;
      columns.intendedUs[row] = (row / ratePerS) * 1e6;
      columns.endUs[row] =
        (columns.intendedUs[row] as number) + waitUs + factor * typicalUs * Math.exp(level + 0.5 * normal());
    }
  }
  return columns;
}

/** Columns for that many requests. Those that the latency rule reads are still empty; all outcomes are ok. */
export function unfilled(length: number) {
  return {
    ...emptyColumns,
    length,
    seq: new Uint32Array(length),
    intendedUs: new Float64Array(length),
    endUs: new Float64Array(length),
    outcome: new Uint8Array(length),
  };
}

export interface Random {
  uniform(): number;
  normal(): number;
}

/**
 * Uniform in (0, 1) by a linear congruential generator with the constants of Numerical Recipes; normal by Box
 * and Muller.
 */
export function randomFrom(seed: number): Random {
  let state = seed >>> 0;
  const uniform = () => {
    state = (state * 1_664_525 + 1_013_904_223) >>> 0;
    return (state + 0.5) / 2 ** 32;
  };
  return { uniform, normal: () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform()) };
}
