import { describe, expect, it } from 'vitest';
import { newFolder, type Record_, start } from '../../support/e2e/rehearsal-process.ts';
import { derived, isIntent, readSummary, reports } from '../../support/e2e/results.ts';
import { expectNothingLeft } from '../../support/e2e/traces.ts';
import { sentences } from '../../support/judge/sentences.ts';

/** A budget under which no pod of the service can be evicted. */
const deadlocked = [
  'scenarios/quickstart.yaml',
  ...[
    ...['load.rate=50/s', 'load.baseline=2s', 'upgrade.drain.timeout=12s'],
    ...['workload.replicas=2', 'workload.budget.minAvailable=2'],
  ].flatMap((setting) => ['--set', setting]),
];
const atLimit = (what: string) => ['--set', `upgrade.drain.onTimeout=${what}`];
const isHeld = (record: Record_) => record.type === 'eviction-held' && record.namespace === 'rehearse';

const explanation =
  /pod rehearse\/web-\S+ on worker-\d could not be evicted for \d.* s; budget rehearse\/web allows 0 disruptions now \(2 of 2 pods are healthy, 2 must be\): it allows none even with every pod healthy/;

describe('a drain that a budget blocks for good', () => {
  it('is explained on the terminal while it waits, and in the report with its seconds', async () => {
    const folder = newFolder();
    const rehearsal = start(folder, [...deadlocked, ...atLimit('fail'), ...reports(folder)]);
    await rehearsal.until(isHeld);
    await rehearsal.untilTrue(() => explanation.test(rehearsal.output()));
    expect(rehearsal.records().some(isIntent('drain', 'worker', 'end')), 'the drain still waits').toBe(false);
    expect(await rehearsal.ended, rehearsal.output()).toBe(20);
    expect(rehearsal.output()).toContain('code: drain-timed-out');
    const summary = readSummary(rehearsal);
    expect(summary.verdict).toBe('reject');
    const [held = ''] = sentences(summary.steps.at(-1)?.heldEvictions ?? []);
    expect(held).toMatch(
      /^pod rehearse\/web-\S+ on \S+ was not evicted within 12(\.\d)? s; budget rehearse\/web /,
    );
    expect(derived(rehearsal, 'report.md')).toContain('Pods that a drain had to wait for');
    expectNothingLeft(rehearsal);
  });

  it.each([
    ['evict-anyway', 'uncordon'],
    ['quarantine', 'quarantine'],
  ])('is survived by `%s`: the roll reaches its next step', async (policy, action) => {
    const folder = newFolder();
    const rehearsal = start(folder, [...deadlocked, ...atLimit(policy), ...reports(folder)]);
    const ended = await rehearsal.until(isIntent(action, 'worker', 'end'));
    const next = await rehearsal.until(
      (record) => isIntent('step', 'worker', 'begin')(record) && record.node !== ended.node,
    );
    expect(Number(next.step)).toBe(Number(ended.step) + 1);
    rehearsal.child.kill('SIGINT');
    expect(await rehearsal.ended, rehearsal.output()).toBe(130);
    expectNothingLeft(rehearsal);
  });
});
