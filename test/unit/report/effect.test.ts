import { expect, test } from 'vitest';
import { describeEffect } from '../../../harness/report/effect.ts';
import { approved, empty, tuned } from '../../support/report/samples.ts';

test('what users had of the upgrade: how many requests failed, and where most of them did', () => {
  expect(describeEffect(tuned)).toMatch(
    /^\d+ of the [\d,]+ requests during the upgrade and the recovery failed \(0\.\d+%\)\. (?:[\d,]+ were answered too late \(slow\)\. )?Most at once: 248 in web\/fresh, while rehearse-k3m9-worker2 was drained\.$/,
  );
});

test('slow requests are not counted as failed', () => {
  const episodes = tuned.episodes.map((episode) => ({ ...episode, outcomes: { ok: 248 } }));
  expect(describeEffect({ ...tuned, episodes })).not.toContain('Most at once');
});

test('no failed request is stated, and nothing is stated if nothing was measured', () => {
  expect(describeEffect(approved)).toMatch(
    /^None of the [\d,]+ requests during the upgrade and the recovery failed\.$/,
  );
  expect(describeEffect(empty)).toBeNull();
});

test('an episode in the recovery is among the requests that failed', () => {
  const lanes = tuned.lanes.map((lane) => ({ ...lane, upgrade: lane.recovery, recovery: lane.upgrade }));
  expect(describeEffect({ ...tuned, lanes })).toBe(describeEffect(tuned));
});

test('slow requests are stated even if none failed', () => {
  const slow = (stretch: (typeof tuned.lanes)[number]['upgrade']) =>
    stretch && { ...stretch, failed: 0, slow: 7 };
  const lanes = tuned.lanes.map((lane) => ({ ...lane, upgrade: slow(lane.upgrade), recovery: null }));
  const judged = lanes.filter(({ role }) => role === 'judged').length;
  expect(describeEffect({ ...tuned, lanes })).toBe(
    `None of the ${lanes
      .filter(({ role }) => role === 'judged')
      .reduce((sum, { upgrade }) => sum + (upgrade?.scheduled ?? 0), 0)
      .toLocaleString(
        'en',
      )} requests during the upgrade failed. ${7 * judged} were answered too late (slow).`,
  );
});
