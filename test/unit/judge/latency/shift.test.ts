import { describe, expect, it } from 'vitest';
import { judge } from '../../../../harness/judge/judge.ts';
import { foldTimeline } from '../../../../harness/timeline/timeline.ts';
import {
  type Behaviour,
  healthy,
  journal,
  lane,
  scenario,
  withAccounts,
} from '../../../support/judge/simulated-run.ts';

function judgeShifts(fresh: Behaviour) {
  const lanes = [lane({ behaviour: fresh })];
  const timeline = foldTimeline(withAccounts(journal(), lanes));
  const { shifts } = judge({ scenario, timeline, lanes, torn: false, floor: null, tool: '0.1.0' });
  return shifts;
}

describe('the shift of a whole latency', () => {
  it('is listed for the upgrade and for each role, deciles and tail', () => {
    const shifts = judgeShifts(healthy);
    expect(shifts.map((one) => one.of)).toEqual(['upgrade', 'control-plane', 'worker']);
    expect(shifts[0]?.points.map((one) => one.p)).toEqual([
      0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99, 0.999,
    ]);
  });

  it('that moved only in its tail shows it there, and nothing elsewhere', () => {
    const tail: Behaviour = (atS, random) =>
      random() < 0.04 ? { ms: atS > 160 ? 90 : 30 } : healthy(atS, random);
    const [upgrade] = judgeShifts(tail);
    const at = (p: number) => upgrade?.points.find((one) => one.p === p);
    expect(at(0.5)?.ci?.[0]).toBeGreaterThan(-0.1);
    expect(at(0.5)?.ci?.[1]).toBeLessThan(0.1);
    expect(at(0.99)).toMatchObject({ baselineMs: 30, afterMs: 90 });
    expect(at(0.99)?.ci?.[0]).toBeGreaterThan(1);
  });

  it('claims no interval if batches hold too few responses', () => {
    const point = judgeShifts(healthy)[0]?.points.at(-1);
    expect(point).toMatchObject({ p: 0.999, ratio: null, ci: null, baselineMs: expect.any(Number) });
  });

  it('is empty without responses', () => {
    const shifts = judgeShifts(() => ({ ms: 1, outcome: 'refused' }));
    expect(shifts[0]?.points.every((one) => one.baselineMs === null && one.ci === null)).toBe(true);
  });
});
