import { describe, expect, test } from 'vitest';
import type { LaneSummary, Summary } from '../../../harness/judge/summary.ts';
import { episodesSection } from '../../../harness/report/sections/episodes.ts';
import { laneStepsSection, lanesSection } from '../../../harness/report/sections/lanes.ts';
import { rigSection } from '../../../harness/report/sections/measuring.ts';
import { notCoveredText, proofText } from '../../../harness/report/sections/proves.ts';
import { approved, empty, tuned } from './samples.ts';

/** The approved run with outcomes of its own in one lane. */
function withOutcomes(lane: string, outcomes: Readonly<Record<string, number>>): Summary {
  const changed = (each: LaneSummary): LaneSummary =>
    `${each.target}/${each.lane}` === lane ? { ...each, accounting: { ...each.accounting, outcomes } } : each;
  return { ...approved, lanes: approved.lanes.map(changed) };
}

describe('a run without an episode', () => {
  const text = (summary: Summary) => JSON.stringify(episodesSection(summary).blocks);

  test('speaks of the judged lanes alone', () => {
    expect(text(approved)).toContain('"No judged lane had a bad request."');
  });

  test('counts what failed in lanes that are only shown, without what the end cut off', () => {
    const summary = withOutcomes('web/closed', { ok: 33_000, closed: 990, 'timed-out': 10, cancelled: 3 });
    expect(text(summary)).toContain(
      'No judged lane had a bad request. Requests that failed in lanes that are not judged, over the whole run: 1,000 in web/closed.',
    );
  });

  test('proves nothing where no judged lane was measured', () => {
    const shown = { ...approved, lanes: approved.lanes.filter((lane) => lane.role !== 'judged') };
    for (const summary of [empty, shown])
      expect(text(summary)).toContain('No judged lane was measured, so none could be seen.');
  });
});

describe('the bound on harm', () => {
  test('says that it pools both roles where both were rolled', () => {
    expect(proofText(tuned)).toMatch(
      /^1 of 3 rehearsed steps failed or did harm in the judged lanes, the control plane's and the workers' pooled: /,
    );
  });

  test.each([
    ['of one role', tuned.steps.filter((step) => step.role === 'worker')],
    [
      'of which those of the other role were not counted',
      tuned.steps.map((step) =>
        step.role === 'control-plane' ? { ...step, outcome: 'aborted' as const } : step,
      ),
    ],
  ])('says nothing of pooling for steps %s', (_, steps) => {
    expect(proofText({ ...tuned, steps })).toContain('in the judged lanes: with 95% confidence');
  });
});

test('what a verdict does not cover is named, and so is that nobody recorded it', () => {
  expect(notCoveredText(tuned)).toMatch(
    /^Not covered: cloud load balancers .*; production's size and load\.$/,
  );
  expect(notCoveredText({ ...tuned, claims: null })).toContain('was not recorded');
  const all = tuned.claims && { ...tuned.claims, notCovered: [] };
  expect(notCoveredText({ ...tuned, claims: all })).toBeNull();
});

test("latency's source tells a closed lane's from an open-loop lane's, where there is a closed one", () => {
  const open = { ...tuned, lanes: tuned.lanes.filter((lane) => lane.kind !== 'closed') };
  for (const section of [lanesSection, laneStepsSection]) {
    expect(section(tuned).source).toContain('counts from sending');
    expect(section(open).source).not.toContain('counts from sending');
  }
});

test("the rig's delay is told by its seconds and by its worst request", () => {
  expect(JSON.stringify(rigSection(tuned).blocks)).toContain(
    'p99 of the send delay, second by second: at most 1.3 ms in 99% of seconds; the worst request 44 ms late. The machine was 61% busy on average.',
  );
});
