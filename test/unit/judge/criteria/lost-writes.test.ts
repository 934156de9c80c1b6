import { describe, expect, it } from 'vitest';
import type { JournalRecord } from '../../../../harness/journal/records.ts';
import { judge } from '../../../../harness/judge/judge.ts';
import { foldTimeline } from '../../../../harness/timeline/timeline.ts';
import { sentences } from '../../../support/judge/sentences.ts';
import { journal, lane, s, scenario, withAccounts } from '../../../support/judge/simulated-run.ts';

const asking = {
  ...scenario,
  criteria: {
    ...scenario.criteria,
    probes: { ...scenario.criteria.probes, apiWrite: { longestMs: 10_000 } },
  },
};

function judged(lost: readonly number[] | null, acknowledged = 600) {
  const lanes = [lane({ lane: 'fresh' })];
  const found: JournalRecord = {
    ...{ atUs: s(399.5), type: 'writes', source: 'control-plane', acknowledged, lost },
    ...(lost === null ? { error: 'status 503' } : {}),
  };
  const records = withAccounts(journal(), lanes);
  const timeline = foldTimeline([...records.slice(0, -1), found, ...records.slice(-1)]);
  return judge({ scenario: asking, timeline, lanes, torn: false, floor: null, tool: '0.1.0' });
}

const criterion = (...run: Parameters<typeof judged>) =>
  judged(...run).criteria.find(({ id }) => id === 'probes.apiWrite.lost');

describe('acknowledged writes', () => {
  it('are met if all were found again', () => {
    expect(criterion([])).toMatchObject({ state: 'met', value: 0, limit: 0, unit: 'writes' });
  });

  it('are missed if one was lost, and name it', () => {
    const summary = judged([7, 8, 9, 10, 11, 12]);
    expect(summary.criteria.find(({ id }) => id === 'probes.apiWrite.lost')).toMatchObject({
      state: 'missed',
      value: 6,
      why: expect.stringContaining('7, 8, 9, 10, 11 and 1 more of control-plane'),
    });
    expect(summary.verdict).toBe('reject');
    expect(sentences(summary.reasons).join()).toContain(
      'probes.apiWrite.lost is missed at 6 writes, limit 0 writes',
    );
  });

  it('are open if they could not be read back, or none was acknowledged', () => {
    expect(criterion(null)).toMatchObject({
      state: 'unresolved',
      why: expect.stringContaining('status 503'),
    });
    expect(criterion([], 0)).toMatchObject({ state: 'unresolved' });
  });

  it('are no criterion if the scenario does not require it', () => {
    const lanes = [lane({ lane: 'fresh' })];
    const timeline = foldTimeline(withAccounts(journal(), lanes));
    const { criteria } = judge({ scenario, timeline, lanes, torn: false, floor: null, tool: '0.1.0' });
    expect(criteria.map(({ id }) => id)).not.toContain('probes.apiWrite.lost');
  });
});
