import { expect, it } from 'vitest';
import { type Simulation, simulator } from '../../../../bench/latency/simulated.ts';
import { latencyChange } from '../../../../harness/judge/latency/latency.ts';

const limit = { increase: 0.5, atLeastMs: 0 };
const calm = { phi: 0.5, spread: 0.15, pausesPerMinute: 2 };

/** The judge's answers to 12 simulated runs, the same ones each time. */
function countStates(simulation: Simulation, stepsS?: readonly number[]) {
  const next = simulator(20_261_127, 180, stepsS);
  const states = { met: 0, missed: 0, unresolved: 0 };
  for (let i = 0; i < 12; i += 1) {
    const { view, baseline, steps } = next(simulation);
    states[latencyChange(view, baseline, steps, limit).state] += 1;
  }
  return states;
}

it('raises no false alarm if nothing but the load moves', () => {
  expect(countStates({ ...calm, factors: [1, 1] })).toEqual({ met: 12, missed: 0, unresolved: 0 });
  expect(countStates({ ...calm, phi: 0.9, spread: 0.3, factors: [1, 1] }).missed).toBe(0);
});

it('misses a doubled p90', () => {
  expect(countStates({ ...calm, factors: [2, 2] })).toEqual({ met: 0, missed: 12, unresolved: 0 });
});

it('never calls a doubled p90 met, however much the load varies', () => {
  expect(countStates({ ...calm, phi: 0.9, spread: 0.3, factors: [2, 2] }).met).toBe(0);
});

it('misses a short step that tripled after a long one without a change', () => {
  expect(countStates({ ...calm, factors: [1, 3] }, [160, 100]).missed).toBe(12);
});
