import { describe, expect, it } from 'vitest';
import type { AaRun, NoiseFloor } from '../../../../harness/judge/answer/aa-run.ts';
import type { Summary } from '../../../../harness/judge/answer/summary.ts';
import { recordAaRun } from '../../../../harness/judge/criteria/record-aa-run.ts';
import { judge } from '../../../../harness/judge/judge.ts';
import { foldTimeline } from '../../../../harness/timeline/timeline.ts';
import { sentences } from '../../../support/judge/sentences.ts';
import {
  type Behaviour,
  failing,
  journal,
  lane,
  scenario,
  stepTimes,
  withAccounts,
} from '../../../support/judge/simulated-run.ts';

const lanes = [
  lane({ lane: 'reused', kind: 'reused' }),
  lane({ behaviour: failing(stepTimes[1].begin, stepTimes[1].begin + 1.5) }),
];
const timeline = foldTimeline(withAccounts(journal(), lanes));
const judged = (floor: NoiseFloor | null = null, none = false) =>
  judge({
    scenario: { ...scenario, upgrade: { ...scenario.upgrade, none } },
    timeline,
    lanes,
    torn: false,
    floor,
    tool: '0.1.0',
  });
const createFloor = (count: number, badMs: number, intact = true): NoiseFloor => ({
  key: 'k',
  sha256: 's',
  intact,
  runs: Array.from({ length: count }, (_, i): AaRun => {
    const value = i === 0 ? badMs : 0;
    const byStep = { 0: value, 1: value, 2: value };
    return { runId: `r${i}`, reached: { 'bad.perStep': byStep, 'outage.longest': byStep } };
  }),
});
const missed = (floor: NoiseFloor) =>
  judged(floor)
    .criteria.filter((one) => one.state === 'missed')
    .map((one) => one.id);

interface TailOptions {
  readonly none?: boolean;
  readonly floor?: NoiseFloor | null;
}

/** A run in whose steps one lane's slowest responses take much longer, with a limit of p99. */
function judgedTail({ none = false, floor = null }: TailOptions = {}): Summary {
  const behaviour: Behaviour = (atS, random) => ({ ms: random() < 0.03 ? (atS > 160 ? 400 : 30) : 5 });
  const lanes = [lane({ lane: 'reused', kind: 'reused' }), lane({ behaviour })];
  const { criteria, upgrade } = scenario;
  const latency = { ...criteria.latency, p99: { increase: 1, atLeastMs: 50 } };
  return judge({
    scenario: { ...scenario, upgrade: { ...upgrade, none }, criteria: { ...criteria, latency } },
    timeline: foldTimeline(withAccounts(journal(), lanes)),
    lanes,
    torn: false,
    floor,
    tool: '0.1.0',
  });
}

describe('the noise floor', () => {
  it('turns a miss within its reach into unresolved, and never into met', () => {
    const summary = judged(createFloor(19, 2_000));
    expect(summary.verdict).toBe('inconclusive');
    expect(summary.criteria.filter((one) => one.state === 'unresolved').map((one) => one.id)).toEqual([
      'outage.longest',
      'bad.perStep',
    ]);
    expect(sentences(summary.caveats).join()).toContain('makes 2 misses unresolved: of 19 runs');
    expect(summary.noiseFloor).toMatchObject({ key: 'k', sha256: 's', intact: true, needed: 19 });
    expect(summary.noiseFloor?.runs).toHaveLength(19);
    expect(summary.noiseFloor?.compared.filter((one) => one.excuses)).toMatchObject([
      { id: 'outage.longest', windows: 19, most: 2_000 },
      { id: 'bad.perStep', windows: 19, most: 2_000 },
    ]);
  });

  it('applies to p99 as to p90: a tail that A/A runs showed as well is unresolved', () => {
    const record = recordAaRun(judgedTail({ none: true }), true);
    expect(record?.reached['latency.p99']).toEqual({
      'control-plane steps': expect.any(Number),
      'worker steps': expect.any(Number),
    });
    if (record === null) throw new Error('an A/A run is recorded');
    const runs = Array.from({ length: 19 }, (_, i): AaRun => ({ ...record, runId: `r${i}` }));
    const listStates = ({ criteria }: Summary) =>
      criteria.filter(({ id }) => id === 'latency.p99').map(({ state }) => state);
    expect(listStates(judgedTail())).toEqual(['missed', 'missed']);
    const excused = judgedTail({ floor: { key: 'k', sha256: 's', intact: true, runs } });
    expect(listStates(excused)).toEqual(['unresolved', 'unresolved']);
    const last = excused.criteria.findLast(({ id }) => id === 'latency.p99')?.reasons.at(-1);
    expect(last).toMatchObject({ code: 'reached-by-aa-run', values: { runs: 19, unit: 'ratio' } });
    const withoutP99 = runs.map(({ runId }): AaRun => ({ runId, reached: { 'latency.p90': {} } }));
    const older = judgedTail({ floor: { key: 'k', sha256: 's', intact: true, runs: withoutP99 } });
    expect(listStates(older)).toEqual(['missed', 'missed']);
  });

  it('excuses nothing with fewer than 19 runs, beyond its reach, or if its copy was changed', () => {
    const both = ['outage.longest', 'bad.perStep'];
    expect(missed(createFloor(18, 2_000))).toEqual(both);
    expect(missed(createFloor(19, 1_000))).toEqual(both);
    expect(missed(createFloor(19, 2_000, false))).toEqual(both);
    expect(judged().verdict).toBe('reject');
  });

  it('is shown next to the run even while it may excuse nothing', () => {
    const { noiseFloor, caveats } = judged(createFloor(3, 2_000));
    expect(noiseFloor?.compared).toContainEqual(
      expect.objectContaining({ id: 'outage.longest', windows: 3, most: 2_000, excuses: false }),
    );
    expect(sentences(caveats).join()).not.toContain('noise floor');
    expect(judged(createFloor(0, 0)).noiseFloor?.compared[0]).toMatchObject({ windows: 0, most: null });
    expect(judged().noiseFloor).toBeNull();
  });

  it('grows by a complete A/A run, including its harm, and by no other', () => {
    const summary = judged(undefined, true);
    const { 'bad.perStep': bad, 'outage.longest': outage } = recordAaRun(summary, true)?.reached ?? {};
    for (const byStep of [bad, outage])
      expect(Object.entries(byStep ?? {}).map(([step, ms]) => [step, Math.round(ms / 100)])).toEqual([
        ['0', 0],
        ['1', 15],
        ['2', 0],
      ]);
    expect(recordAaRun(summary, false)).toBeNull();
    expect(recordAaRun({ ...summary, steps: [] }, true)).toBeNull();
    const [first] = summary.lanes;
    if (first === undefined) throw new Error('there are lanes');
    const torn = { ...first, accounting: { ...first.accounting, complete: false } };
    expect(recordAaRun({ ...summary, lanes: [torn] }, true)).toBeNull();
  });
});
