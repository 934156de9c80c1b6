import { describe, expect, it } from 'vitest';
import type { Summary } from '../../../../harness/judge/answer/summary.ts';
import { judge } from '../../../../harness/judge/judge.ts';
import type { Scenario } from '../../../../harness/scenario/scenario.ts';
import { foldTimeline } from '../../../../harness/timeline/timeline.ts';
import { sentences } from '../../../support/judge/sentences.ts';
import {
  type Behaviour,
  failing,
  healthy,
  journal,
  lane,
  scenario,
  withAccounts,
} from '../../../support/judge/simulated-run.ts';

/** The whole judge on a run with a baseline from 100 to 160 s and an upgrade from then on. */
function judged(fresh: Behaviour, latency: Partial<Scenario['criteria']['latency']> = {}): Summary {
  const lanes = [
    lane({ lane: 'reused', kind: 'reused' }),
    lane({ lane: 'fresh', kind: 'fresh', behaviour: fresh }),
  ];
  const { criteria } = scenario;
  return judge({
    scenario: {
      ...scenario,
      criteria: { ...criteria, latency: { ...criteria.latency, ...latency } },
    },
    timeline: foldTimeline(withAccounts(journal(), lanes)),
    lanes,
    torn: false,
    floor: null,
    tool: '0.1.0',
  });
}

const states = (summary: Summary, id: string) =>
  summary.criteria.filter((one) => one.id === id).map((one) => one.state);

describe('a baseline', () => {
  it('without a trend has no caveat', () => {
    const summary = judged(healthy);
    expect(summary.baseline).toEqual({
      contamination: { before: 0, beforeS: 60, after: 0, afterS: expect.closeTo(240, 0), chance: 1 },
      trends: [],
    });
    expect(summary.caveats).toEqual([]);
  });

  it('that moves by more than the margin is no reference: latency is unresolved, not met and not missed', () => {
    const rising: Behaviour = (atS, random) => ({
      ms: (20 + 2 * random()) * Math.exp(Math.min(1, (atS - 100) / 60) * 1.5),
    });
    const summary = judged(rising);
    expect(summary.baseline?.trends.map((one) => [one.lane, one.kind])).toContainEqual(['fresh', 'drift']);
    expect(states(summary, 'latency.p90')).toEqual(['unresolved', 'unresolved']);
    expect(summary.verdict).toBe('inconclusive');
    expect(sentences(summary.caveats).join()).toContain('The baseline did not stand still');
  });

  it('that starts slow is detected as warming up', () => {
    const cold: Behaviour = (atS, random) => ({ ms: (atS < 112 ? 1.3 : 1) * (20 + 2 * random()) });
    expect(judged(cold).baseline?.trends.map((one) => one.kind)).toContain('warm-up');
  });

  it('with its own harm is compared with what followed, several lanes at one time counting once', () => {
    const summary = judged(failing(120, 120.3, 1, failing(240, 240.3)));
    expect(summary.baseline?.contamination).toMatchObject({ before: 1, after: 1 });
    expect(sentences(summary.caveats).join()).toContain(
      'can not be distinguished from what was there before',
    );
  });
});

describe('p99', () => {
  it('is judged only if the scenario limits it', () => {
    expect(states(judged(healthy), 'latency.p99')).toEqual([]);
    expect(states(judged(healthy, { p99: { increase: 1, atLeastMs: 50 } }), 'latency.p99')).toEqual([
      'met',
      'met',
    ]);
  });

  it('is missed if the tail alone rose', () => {
    const tail: Behaviour = (atS, random) => ({ ms: random() < 0.03 ? (atS > 160 ? 400 : 30) : 5 });
    const summary = judged(tail, { p99: { increase: 1, atLeastMs: 50 } });
    expect(states(summary, 'latency.p90')).toEqual(['met', 'met']);
    expect(states(summary, 'latency.p99')).toContain('missed');
  });
});
