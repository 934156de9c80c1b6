import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ProbeSummary, Summary } from '../../harness/judge/answer/summary.ts';
import { expectFragile } from '../support/e2e/fragile.ts';
import { newFolder, type RehearsalProcess, run } from '../support/e2e/rehearsal-process.ts';
import {
  controlPlaneActions,
  derived,
  listActions,
  nodesIn,
  readSummary,
  reports,
} from '../support/e2e/results.ts';
import { expectNothingLeft } from '../support/e2e/traces.ts';

const quickstart = 'scenarios/quickstart.yaml';
const fragile = 'scenarios/quickstart-fragile.yaml';
const surge = 'scenarios/embedded-surge.yaml';
const sideBySide = 'scenarios/embedded-side-by-side.yaml';
const slowDoor = 'scenarios/slow-front-door.yaml';
/**
 * Half of the shipped load, with a baseline of as many requests, so that a busy machine does not make a
 * verdict inconclusive. The criteria are unchanged; what the service does to its clients during a drain does
 * not depend on the rate.
 */
const gentle = ['--set', 'load.rate=100/s', '--set', 'load.baseline=11s'];

/** Conditions for a run whose verdict counts. */
const expectWhole = (rehearsal: RehearsalProcess) => {
  const { lanes } = readSummary(rehearsal);
  expect(lanes.map(({ target, lane }) => `${target}/${lane}`).sort()).toEqual([
    'control/fresh',
    'web/fresh',
    'web/reused',
  ]);
  for (const { lane, accounting } of lanes)
    expect(accounting, lane).toMatchObject({ complete: true, torn: false });
};

/** Plain text of the report, without markup. */
const extractText = (html: string) =>
  html
    .replace(/<[^>]*>/g, '')
    .replace(/&#39;|&apos;/g, "'")
    .replace(/&quot;/g, '"')
    .replace(/&amp;/g, '&');

describe('a rehearsal on the embedded cluster', () => {
  it('approves a well-behaved service without harm, and states what that does not cover', async () => {
    const folder = newFolder();
    const { code, output, process } = await run(folder, [quickstart, ...gentle, ...reports(folder)]);
    const summary = readSummary(process);
    expect(summary, output).toMatchObject({ verdict: 'rehearsed', from: '1.33.13', to: '1.34.4' });
    expect(code, output).toBe(0);
    expect(Object.values(nodesIn(process, 'before'))).toEqual(['1.33.13', '1.33.13', '1.33.13']);
    expect(Object.values(nodesIn(process, 'after'))).toEqual(['1.34.4', '1.34.4', '1.34.4']);
    expect(listActions(process, 0)).toEqual(controlPlaneActions);
    expect(listActions(process, 1)).toEqual(controlPlaneActions.filter((action) => action !== 'addons'));
    expectWhole(process);
    for (const { target, lane, accounting } of summary.lanes.filter((one) => one.role === 'judged'))
      expect(selectFailed(accounting.outcomes), `${target}/${lane}`).toEqual({});

    const notCovered = summary.claims?.notCovered ?? [];
    expect(notCovered.length).toBeGreaterThan(3);
    const page = extractText(derived(process, 'report.html'));
    const figuresAt = page.indexOf('Latency and errors, baseline against upgrade');
    expect(figuresAt).toBeGreaterThan(0);
    expect(page.slice(0, figuresAt)).toContain('Not covered: ');
    for (const part of notCovered) expect(page).toContain(part);
    expectNothingLeft(process);
  });

  it('attributes the harm to the drain of a fragile service, recommends a change, and records it as an attempt', async () => {
    const folder = newFolder();
    const once = ['tune', fragile, '--attempts', '1'];
    const { code, output, process } = await run(folder, [...once, ...gentle, ...reports(folder)]);
    const { summary } = expectFragile(process);
    expect(summary.verdict, output).toBe('tune');
    expect(code, output).toBe(10);
    const record = `${process.runDirectory()}.tuning.json`;
    expect(JSON.parse(readFileSync(record, 'utf8'))).toMatchObject({
      attempts: [
        {
          run: basename(process.runDirectory() ?? ''),
          verdict: 'tune',
          recommendations: summary.recommendations.map(({ setting, from, to, why }) => ({
            setting,
            from,
            to,
            why,
          })),
        },
      ],
      ended: expect.stringContaining('no attempt is left (at most 1); the next recommendation was workload.'),
    });
    expectWhole(process);
    expectNothingLeft(process);
  });

  it('loses connections behind a front door that lags, names the mechanism, and finds the delay that removes them', async () => {
    const folder = newFolder();
    // Longer than a drain and the end of a machine. With the shipped two minutes, each worker would take as long.
    const lag = ['--set', 'frontDoor.deregistration.lag=20s'];
    const tuned = ['tune', slowDoor, '--attempts', '2', ...lag, ...gentle];
    const { code, output, process } = await run(folder, [...tuned, ...reports(folder)]);
    expect(code, output).toBe(0);
    const all = join(folder, 'reports');
    const [tuning = ''] = readdirSync(all).filter((name) => name.endsWith('.tuning.json'));
    const record = JSON.parse(readFileSync(join(all, tuning), 'utf8'));
    expect(record.attempts).toMatchObject([
      {
        verdict: 'tune',
        recommendations: [{ setting: 'upgrade.drain.postDrainDelay', from: '0s', to: '20s' }],
      },
      { verdict: 'rehearsed' },
    ]);
    const first: Summary = JSON.parse(
      readFileSync(join(all, record.attempts[0].run, 'derived', 'summary.json'), 'utf8'),
    );
    expect(first.episodes.map(({ mechanism }) => mechanism.id)).toContain('slow-deregistration');
    expect(first.claims?.notCovered.join()).toContain("production's own load balancer");
    expectNothingLeft(process);
  });

  it('replaces every worker and upgrades one API server after the other behind a balancer', async () => {
    const folder = newFolder();
    const { code, output, process } = await run(folder, [surge, ...gentle, ...reports(folder)]);
    const summary = readSummary(process);
    expect(summary.verdict, output).toBe('rehearsed');
    expect(code, output).toBe(0);
    expectWhole(process);

    const [before, after] = [nodesIn(process, 'before'), nodesIn(process, 'after')];
    const stayed = Object.keys(before).filter((name) => name in after);
    expect(Object.values(after)).toEqual(Array(5).fill('1.34.4'));
    expect(stayed.length, 'control planes stay, workers do not').toBe(3);
    // Every initial backend of the front door is gone by now, so the door has followed the changes.
    const door = process.records().find((one) => one.type === 'frontdoor');
    const backends = ((door?.backends ?? []) as string[]).map((one) => one.split(' ')[0] ?? '');
    expect(backends).toHaveLength(2);
    expect(backends.filter((name) => name in after)).toEqual([]);
    for (const { target, lane, recovery } of summary.lanes)
      expect(recovery, `${target}/${lane}`).toMatchObject({ failed: 0 });

    const api = summary.probes.filter(({ probe }) => probe === 'api');
    const [balanced, own] = [api.filter(isBalanced), api.filter((one) => !isBalanced(one))];
    expect(own.map(({ source }) => source).sort()).toEqual(stayed.sort());
    const shortestRestartMs = Math.min(...own.map(({ longestMs }) => longestMs));
    expect(shortestRestartMs, 'each server was away').toBeGreaterThan(1_000);
    expect(balanced).toHaveLength(1);
    expect(balanced[0]?.longestMs, 'the API was not').toBeLessThan(shortestRestartMs / 2);
    expectNothingLeft(process);
  });

  it('rolls the nodes of a group side by side, and judges them as one step', async () => {
    const folder = newFolder();
    const { code, output, process } = await run(folder, [sideBySide, ...gentle, ...reports(folder)]);
    const summary = readSummary(process);
    expect(summary.verdict, output).toBe('rehearsed');
    expect(code, output).toBe(0);
    expectWhole(process);
    expect(Object.values(nodesIn(process, 'after'))).toEqual(Array(6).fill('1.34.4'));

    const intents = process.records().filter((one) => one.type === 'intent');
    const find = (step: number, edge: string) =>
      intents.find((one) => one.step === step && one.action === 'step' && one.edge === edge);
    // The control plane, the canary, then two at a time, of three: the last one of the pool goes alone.
    expect([0, 1, 2, 3, 4, 5].map((step) => find(step, 'begin')?.group ?? null)).toEqual([
      ...[null, null, 2, 2, null, null],
    ]);
    expect(Number(find(3, 'begin')?.atUs)).toBeLessThan(Number(find(2, 'end')?.atUs));
    expect(Number(find(2, 'begin')?.atUs)).toBeLessThan(Number(find(3, 'end')?.atUs));
    expect(Number(find(4, 'begin')?.atUs)).toBeGreaterThan(Number(find(3, 'end')?.atUs));
    expect(summary.steps.map(({ node }) => node.split(', ').length)).toEqual([1, 1, 2, 1, 1]);
    expectNothingLeft(process);
  });
});

const isBalanced = ({ source }: ProbeSummary) => source === 'balanced';

const selectFailed = (outcomes: Readonly<Record<string, number>>) =>
  Object.fromEntries(Object.entries(outcomes).filter(([outcome, count]) => outcome !== 'ok' && count > 0));
