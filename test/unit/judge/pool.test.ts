import { describe, expect, it } from 'vitest';
import type { Summary, Verdict } from '../../../harness/judge/answer/summary.ts';
import { poolSummaries } from '../../../harness/judge/pool.ts';
import { clopperPearsonUpper } from '../../../harness/judge/statistics/stats.ts';
import { reason, reasonText } from '../../../harness/reasons/reason.ts';

const exitCodes = { approve: 0, rehearsed: 0, tune: 10, reject: 20, inconclusive: 30 };

const why = reason('no-outage');

/** What pooling reads from a run: its verdict, and how many of its steps did harm. */
function run(verdict: Verdict, badSteps = 0, steps = 3): Summary {
  const proves = steps === 0 ? null : { badSteps, steps, upperBound: clopperPearsonUpper(badSteps, steps) };
  const recommendations =
    verdict === 'tune'
      ? [{ setting: 'workload.replicas', from: '1', to: '2', reasons: [], why: 'seen' }]
      : [];
  return {
    verdict,
    exitCode: exitCodes[verdict],
    proves,
    reasons: [why],
    recommendations,
  } as unknown as Summary;
}

const times = (count: number, one: Summary) => Array.from({ length: count }, () => one);

describe('a repeated roll', () => {
  it.each([
    [[run('approve')], 0, 3, 0.6316],
    [[run('approve', 1)], 1, 3, 0.86465],
    [[...times(19, run('approve')), run('approve', 0, 2)], 0, 59, 0.04951],
    [[run('approve', 1), run('approve'), run('approve', 0, 0)], 1, 6, clopperPearsonUpper(1, 6)],
  ])('pools the steps of all repetitions, not their bounds', (runs, badSteps, steps, bound) => {
    const { proves } = poolSummaries(runs, runs.length);
    expect(proves).toMatchObject({ badSteps, steps });
    expect(proves?.upperBound).toBeCloseTo(bound, 5);
  });

  it.each<[readonly Verdict[], Verdict]>([
    [['approve', 'approve'], 'approve'],
    [['approve', 'inconclusive', 'approve'], 'inconclusive'],
    [['inconclusive', 'tune', 'approve'], 'tune'],
    [['approve', 'reject', 'tune'], 'reject'],
    [['rehearsed', 'rehearsed'], 'rehearsed'],
  ])('of %j is %s: the worst decides', (verdicts, worst) => {
    const pool = poolSummaries(
      verdicts.map((verdict) => run(verdict)),
      verdicts.length,
    );
    const like = verdicts.filter((one) => one === worst).length;
    expect(pool).toMatchObject({
      verdict: worst,
      exitCode: exitCodes[worst],
      headline: `${worst}: ${reasonText(why)} (${like} of ${verdicts.length} repetitions: ${worst})`,
      recommendations: worst === 'tune' ? [{ setting: 'workload.replicas' }] : [],
    });
  });

  it('that was cut short is not approved by its approved repetitions, but harm stays harm', () => {
    expect(poolSummaries(times(2, run('approve')), 3)).toMatchObject({
      verdict: 'inconclusive',
      exitCode: 30,
    });
    expect(poolSummaries([run('approve'), run('reject', 1)], 3)).toMatchObject({
      verdict: 'reject',
      reasons: [why, { code: 'repetitions-missing', values: { judged: 2, planned: 3 } }],
      proves: { badSteps: 1, steps: 6 },
    });
  });

  it('without any report proves nothing', () => {
    expect(poolSummaries([], 3)).toMatchObject({ verdict: 'inconclusive', exitCode: 30, proves: null });
  });
});
