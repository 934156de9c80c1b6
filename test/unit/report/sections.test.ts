import { describe, expect, test } from 'vitest';
import type { LaneSummary, Summary } from '../../../harness/judge/answer/summary.ts';
import { reason, reasonsText, reasonText } from '../../../harness/reasons/reason.ts';
import { episodesSection } from '../../../harness/report/sections/episodes.ts';
import { laneStepsSection, lanesSection } from '../../../harness/report/sections/lanes.ts';
import { loadHostSection } from '../../../harness/report/sections/load-host.ts';
import { noiseFloorSection } from '../../../harness/report/sections/noise-floor.ts';
import { describeNotCovered, describeProof, provesSection } from '../../../harness/report/sections/proves.ts';
import { shiftSection } from '../../../harness/report/sections/shift.ts';
import { approved, empty, tuned } from '../../support/report/samples.ts';

/** The approved run with other outcomes in one lane. */
function withOutcomes(lane: string, outcomes: Readonly<Record<string, number>>): Summary {
  const changed = (each: LaneSummary): LaneSummary =>
    `${each.target}/${each.lane}` === lane ? { ...each, accounting: { ...each.accounting, outcomes } } : each;
  return { ...approved, lanes: approved.lanes.map(changed) };
}

describe('a run without an episode', () => {
  const text = (summary: Summary) => JSON.stringify(episodesSection(summary).blocks);

  test('covers the judged lanes only', () => {
    expect(text(approved)).toContain('"No judged lane had a bad request."');
  });

  test('counts failures in lanes that are only shown, without what the end cut off', () => {
    const summary = withOutcomes('web/closed', { ok: 33_000, closed: 990, 'timed-out': 10, cancelled: 3 });
    expect(text(summary)).toContain(
      'No judged lane had a bad request. Failed requests in lanes that are not judged, over the whole run: 1,000 in web/closed.',
    );
  });

  test('proves nothing if no judged lane was measured', () => {
    const shown = { ...approved, lanes: approved.lanes.filter((lane) => lane.role !== 'judged') };
    for (const summary of [empty, shown])
      expect(text(summary)).toContain('No judged lane was measured, so no episode could be seen.');
  });
});

describe('the bound on harm', () => {
  test('states that it pools both roles if both were rolled', () => {
    expect(describeProof(tuned)).toMatch(
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
  ])('does not mention pooling for steps %s', (_, steps) => {
    expect(describeProof({ ...tuned, steps })).toContain('in the judged lanes: with 95% confidence');
  });
});

test('what a verdict does not cover is named, and so is that nobody recorded it', () => {
  expect(describeNotCovered(tuned)).toMatch(
    /^Not covered: cloud load balancers .*; production's size and load\.$/,
  );
  expect(describeNotCovered({ ...tuned, claims: null })).toContain('did not record');
  const all = tuned.claims && { ...tuned.claims, notCovered: [] };
  expect(describeNotCovered({ ...tuned, claims: all })).toBeNull();
});

test('a clone is shown with every setting in which it differs from production, a replica on this machine is not', () => {
  const text = (summary: Summary) => JSON.stringify(provesSection(summary).blocks);
  expect(text(tuned)).toContain("All nodes shared this machine's kernel.");
  expect(text(tuned)).not.toContain('differs from production');
  const row = { setting: 'control planes', production: '3', clone: '1', why: 'accepted by the scenario' };
  const claims = tuned.claims && { ...tuned.claims, kernelOf: 'its own machines' as const, fidelity: [row] };
  const cloned = text({ ...tuned, claims });
  expect(cloned).toContain('["control planes","3","1","accepted by the scenario"]');
  expect(cloned).not.toContain("this machine's kernel");
});

test("latency's source distinguishes a closed lane from an open-loop lane, if there is a closed one", () => {
  const open = { ...tuned, lanes: tuned.lanes.filter((lane) => lane.kind !== 'closed') };
  for (const section of [lanesSection, laneStepsSection]) {
    expect(section(tuned).source).toContain('counts from sending');
    expect(section(open).source).not.toContain('counts from sending');
  }
});

test("the load generator's delay is shown in seconds and by its worst request", () => {
  expect(JSON.stringify(loadHostSection(tuned).blocks)).toContain(
    'In 99% of seconds, the p99 of the send delay was at most 1.3 ms; the most delayed request was sent 44.2 ms late. The machine was 61% busy on average.',
  );
});

describe('the shift of a whole latency', () => {
  const section = shiftSection(tuned);
  const figure = section.blocks.find((block) => block.kind === 'figure');

  test('is described, drawn and listed, from the baseline to the steps', () => {
    expect(section.blocks.map((block) => block.kind)).toEqual(['list', 'figure', 'table']);
    expect(JSON.stringify(section.blocks[0])).toContain(
      'web/fresh, worker steps: p50 2 ms → 2.1 ms (+5%), p90 4 ms → 5.2 ms (+30%)',
    );
    expect(figure?.label).toContain('web/fresh: p99.9 · baseline 9.5 ms · worker steps 30.3 ms');
  });

  test("draws the judge's estimate with its interval, or without one how the percentile moved", () => {
    expect(figure?.data).toEqual([
      {
        name: 'web/fresh',
        percentiles: ['p50', 'p90', 'p99.9'],
        baselineMs: [2, 4, 9.5],
        periods: [
          {
            of: 'worker',
            ms: [2.1, 5.2, 30.25],
            ratio: [1.05, 1.3, 30.25 / 9.5],
            low: [0.99, 1.12, null],
            high: [1.111, 1.508, null],
          },
        ],
        texts: [
          'p50 · baseline 2 ms · worker steps 2.1 ms, change +5% (−1% to +11%)',
          'p90 · baseline 4 ms · worker steps 5.2 ms, change +30% (+12% to +51%)',
          'p99.9 · baseline 9.5 ms · worker steps 30.3 ms, change ×3.2 (no interval)',
        ],
      },
    ]);
  });

  test('leaves the whole upgrade out if its steps are shown, and shows it otherwise', () => {
    const [shift] = tuned.shifts;
    if (shift === undefined) throw new Error('the sample has a shift');
    const whole = { ...shift, of: 'upgrade' as const };
    const text = (shifts: Summary['shifts']) => JSON.stringify(shiftSection({ ...tuned, shifts }).blocks);
    expect(text([whole, shift])).toBe(text([shift]));
    expect(text([whole])).toContain('web/fresh, whole upgrade: p50');
  });
});

describe('the noise floor', () => {
  const floor = tuned.noiseFloor;
  if (floor === null) throw new Error('the sample has a floor');
  const text = (noiseFloor: Summary['noiseFloor']) =>
    JSON.stringify(noiseFloorSection({ ...tuned, noiseFloor }).blocks);

  test('shows how many A/A runs there are, and how many more are needed before they may excuse a miss', () => {
    expect(text(floor)).toContain('2 runs of this scenario on this machine without an upgrade were known');
    expect(text(floor)).toContain('19 are needed before a miss can be noise: run the scenario 17 more times');
    expect(text({ ...floor, runs: [] })).toContain('No run of this scenario');
  });

  test('shows what it excused, and next to what', () => {
    const runs = Array.from({ length: 19 }, (_, i) => `r${i}`);
    const compared = floor.compared.map((one) => ({ ...one, windows: 19 }));
    expect(text({ ...floor, runs, compared })).toContain('They excuse no miss of this run.');
    const excusing = text({ ...floor, runs, compared: compared.map((one) => ({ ...one, excuses: true })) });
    expect(excusing).toContain('2 of 2 compared criteria are unresolved instead of missed');
    expect(excusing).toContain('? unresolved: may be noise');
  });

  test('names its file by key and hash, and is left out if the copy was changed or none was recorded', () => {
    expect(noiseFloorSection(tuned).source).toContain(
      `noise-floor/${floor.key}.ndjson when this run began, sha256 ${floor.sha256}`,
    );
    expect(text({ ...floor, intact: false })).toContain('it is not used');
    expect(text(null)).toContain('No noise floor was recorded');
  });
});

test('an episode is described by its mechanism, with harm, step, pods and evidence', () => {
  expect(episodesSection(tuned).blocks.find((block) => block.kind === 'facts')).toEqual({
    kind: 'facts',
    title: 'E1: routed to a pod that was gone',
    facts: [
      {
        term: 'Harm',
        texts: [
          'web/fresh from 9:27.4 for 1.255 s: 248 of 251 requests bad; outcomes: closed 241, timed-out 7',
        ],
      },
      { term: 'Step', texts: ['rehearse-k3m9-worker2 (worker, step 3 of 3), during drain'] },
      { term: 'Pods', texts: ['web-6d9f7c5b8-k2xqp, web-6d9f7c5b8-zz41m'] },
      { term: 'Evidence', texts: [reasonsText(tuned.episodes[0]?.evidence ?? [])] },
      { term: 'Meanwhile', texts: tuned.episodes[0]?.meanwhile.map(reasonText), tone: 'quiet' },
    ],
  });
});

test('a mechanism that is only likely is marked so, in table and heading', () => {
  const episodes = tuned.episodes.map((one) => ({ ...one, likely: true as const }));
  const text = JSON.stringify(episodesSection({ ...tuned, episodes }).blocks);
  expect(text).toContain('"E1: routed to a pod that was gone (likely, not shown)"');
  expect(text).toContain('"routed to a pod that was gone (likely, not shown)"');
});

test('a host that was disturbed all the time is described by its reasons, with the longest stretches', () => {
  const second = 1_000_000;
  const [late, busy] = [reason('sent-late'), reason('tasks-waited')];
  const marked = Array.from({ length: 40 }, (_, i) => ({
    fromUs: i * 10 * second,
    toUs: (i * 10 + 1 + (i % 8)) * second,
    why: i % 2 === 0 ? late : busy,
  }));
  const { loadHost } = tuned;
  if (loadHost === null) throw new Error('the sample has a load generator host');
  const [table] = loadHostSection({ ...tuned, loadHost: { ...loadHost, marked } }).blocks.filter(
    (block) => block.kind === 'table',
  );
  expect(table?.rows.map(({ cells }) => cells.slice(0, 3))).toEqual([
    [reasonText(late), '20', '80'],
    [reasonText(busy), '20', '100'],
  ]);
  expect(JSON.stringify(table?.rows[0]?.cells[3])).toMatch(
    /^"0:40\.0 – 0:45\.0, 1:00\.0 – 1:07\.0, .* and 14 more in summary\.json"$/,
  );
});
