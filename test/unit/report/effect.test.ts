import { expect, test } from 'vitest';
import { describeEffect } from '../../../harness/report/effect.ts';
import { approved, empty, tuned } from '../../support/report/samples.ts';

test('what users had of the upgrade: how many requests failed, and where most of them did', () => {
  expect(describeEffect(tuned)).toMatch(
    /^\d+ of the [\d,]+ requests during the upgrade and the recovery failed \(0\.\d+%\)\. Most at once: 248 in web\/fresh, during drain of rehearse-k3m9-worker2\.$/,
  );
});

test('slow requests are not counted as failed', () => {
  const episodes = tuned.episodes.map((episode) => ({ ...episode, outcomes: { ok: 248 } }));
  expect(describeEffect({ ...tuned, episodes })).toMatch(/failed \(0\.\d+%\)\.$/);
});

test('no failed request is said, and so is nothing where nothing was measured', () => {
  expect(describeEffect(approved)).toMatch(
    /^None of the [\d,]+ requests during the upgrade and the recovery failed\.$/,
  );
  expect(describeEffect(empty)).toBeNull();
});

test('an episode in the recovery is among the requests that failed', () => {
  const lanes = tuned.lanes.map((lane) => ({ ...lane, upgrade: lane.recovery, recovery: lane.upgrade }));
  expect(describeEffect({ ...tuned, lanes })).toBe(describeEffect(tuned));
});
