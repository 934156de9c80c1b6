import { describe, expect, it } from 'vitest';
import { createLaneView } from '../../../../harness/judge/lanes/lane-view.ts';
import { latencyChange, worstChange } from '../../../../harness/judge/latency/latency.ts';
import { type Behaviour, lane, s } from '../../../support/judge/simulated-run.ts';

const limit = { increase: 0.5, atLeastMs: 0 };
const baseline = { fromUs: s(100), toUs: s(200) };
const step = (fromS: number, toS: number) => ({ fromUs: s(fromS), toUs: s(toS) });
const change = (behaviour: Behaviour, steps = [step(200, 300)], allowed = limit) =>
  latencyChange(createLaneView(lane({ behaviour }), 1_000), baseline, steps, allowed);
const times =
  (factor: number, fromS = 200, toS = 300): Behaviour =>
  (atS, random) => ({ ms: (atS >= fromS && atS < toS ? factor : 1) * (10 + random()) });

describe('the change of p90', () => {
  it('is met within the margin, missed beyond it, and unresolved without batches', () => {
    expect(change(times(1.2))).toMatchObject({
      state: 'met',
      batches: { baseline: 10, steps: 10, seconds: 10 },
    });
    expect(change(times(2))).toMatchObject({ state: 'missed' });
    expect(change(times(2), [step(200, 209)])).toMatchObject({
      state: 'unresolved',
      missing: { code: 'too-few-batches', values: expect.objectContaining({ neededBatches: 5, batchS: 2 }) },
    });
  });

  it('cuts short windows into finer batches, but never with too few responses each', () => {
    expect(change(times(1.2), [step(200, 222), step(240, 273)])).toMatchObject({
      state: 'met',
      batches: { baseline: 20, steps: 10, seconds: 5 },
    });
    expect(change(times(1.2), [step(200, 222)]).batches).toMatchObject({ steps: 11, seconds: 2 });
    const sparse = createLaneView(lane({ behaviour: times(1.2), ratePerS: 30 }), 1_000);
    expect(latencyChange(sparse, baseline, [step(200, 222)], limit).batches).toMatchObject({ seconds: 10 });
  });

  it('is measured as a ratio of geometric means', () => {
    expect(Math.exp(change(times(2)).change?.difference ?? 0)).toBeCloseTo(2, 1);
    expect(change(times(2)).baselineMs).toBeCloseTo(10.9, 1);
  });

  it('does not let one step hide behind longer ones', () => {
    const steps = [step(200, 210), step(210, 300)];
    expect(change(times(4, 200, 210), steps).state).not.toBe('met');
    expect(Math.exp(change(times(4, 200, 210), steps).change?.difference ?? 0)).toBeCloseTo(2, 1);
  });

  it('allows an increase in milliseconds if it is more than the share', () => {
    expect(change(times(2), undefined, { increase: 0.5, atLeastMs: 20 }).state).toBe('met');
  });

  it('leaves failures to the other criteria', () => {
    const failed: Behaviour = (atS, random) =>
      atS > 200 && random() < 0.5 ? { ms: 900, outcome: 'timed-out' } : { ms: 10 + random() };
    expect(change(failed).state).toBe('met');
  });

  it('uses longer batches if neighbours correlate', () => {
    const slowly: Behaviour = (atS, random) => ({ ms: (10 + random()) * (1 + 0.2 * Math.sin(atS / 12)) });
    expect(change(slowly).batches.seconds).toBeGreaterThan(10);
  });

  it('states how much more time would settle it near the margin', () => {
    const noisy: Behaviour = (atS, random) => ({
      ms: (atS >= 200 ? 1.42 : 1) * (10 + random()) * (Math.floor(atS / 10) % 2 === 0 ? 1 : 1.3),
    });
    expect(change(noisy)).toMatchObject({
      state: 'unresolved',
      missing: { code: expect.stringMatching(/^(more-would-settle|at-the-limit)$/) },
    });
  });

  it('is decided by the worst lane', () => {
    expect(worstChange([change(times(1)), change(times(2)), change(times(1.2))])?.state).toBe('missed');
    expect(worstChange([])).toBeNull();
  });
});
