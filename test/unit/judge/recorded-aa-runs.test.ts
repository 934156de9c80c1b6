import { expect, it } from 'vitest';
import { judgeCriteria, readRecordedRuns } from '../../../bench/latency/aa-runs.ts';
import { clopperPearsonUpper } from '../../../harness/judge/statistics/stats.ts';

const runs = readRecordedRuns();
const shape = { baselineS: 60, stepsS: [30, 30, 30] };

const countState = (some: readonly { readonly state: string }[], state: string) =>
  some.filter((one) => one.state === state).length;

it('at most 5% of criteria are missed in recorded A/A runs on kind', () => {
  const all = runs.flatMap((run) => judgeCriteria(run, shape, 5));
  for (const id of ['latency.p90', 'bad.perStep', 'outage.longest']) {
    const some = all.filter((one) => one.id === id);
    expect(some.length, id).toBeGreaterThan(40);
    expect(countState(some, 'missed') / some.length, id).toBeLessThanOrEqual(0.05);
    expect(clopperPearsonUpper(countState(some, 'missed'), some.length), id).toBeLessThan(0.1);
  }
});

it('the same runs differ from ones with steps half a second slower: the count can fail', () => {
  const all = runs
    .flatMap((run) => judgeCriteria(run, shape, 5, 500))
    .filter((one) => one.id === 'latency.p90');
  expect(countState(all, 'met')).toBe(0);
  expect(countState(all, 'missed') / all.length).toBeGreaterThan(0.2);
});
