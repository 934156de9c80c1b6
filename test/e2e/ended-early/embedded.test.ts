import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { newFolder, run, start } from '../../support/e2e/rehearsal-process.ts';
import { isIntent, readRunId, readSummary, reports } from '../../support/e2e/results.ts';
import { expectNothingLeft, findProcesses, kubeconfigs } from '../../support/e2e/traces.ts';
import { sentences } from '../../support/judge/sentences.ts';

const quickstart = 'scenarios/quickstart.yaml';
/** Nobody judges these runs. */
const brief = ['--set', 'load.rate=50/s', '--set', 'load.baseline=2s'];

describe('a rehearsal on the embedded cluster that ends early', () => {
  it('leaves nothing after a kill -9 in a drain, and reports that drain', async () => {
    const folder = newFolder();
    const rehearsal = start(folder, [quickstart, ...brief, ...reports(folder)]);
    const drain = await rehearsal.until(isIntent('drain', 'worker', 'begin'));
    const runId = readRunId(rehearsal);
    expect(findProcesses(runId).length).toBeGreaterThan(5);
    rehearsal.child.kill('SIGKILL');
    await rehearsal.ended;
    await expect.poll(() => findProcesses(runId), { timeout: 15_000 }).toEqual([]);

    const directory = rehearsal.runDirectory() ?? '';
    const report = await run(folder, ['report', directory]);
    expect(report.code, report.output).toBe(0);
    const summary = readSummary(rehearsal);
    expect(summary.verdict).toBe('inconclusive');
    expect(sentences(summary.reasons)[0]).toMatch(
      new RegExp(
        `^the records end in phase upgrade, at [0-9:.]+, during the drain of ${drain.node}: the run was killed`,
      ),
    );
    const cleaned = await run(folder, ['clean']);
    expect(cleaned.code, cleaned.output).toBe(0);
    expect(cleaned.output).toContain(runId);
    expect(cleaned.output).toContain('private folder');
    expect(kubeconfigs(folder)).toEqual([]);
    expect(existsSync(join(directory, 'derived', 'report.html')), 'the run directory stays').toBe(true);
    expect((await run(folder, ['clean'])).output, 'nothing is left to clean').not.toContain(runId);
  });

  it('ends with a report and a clean machine at Ctrl-C', async () => {
    const folder = newFolder();
    const rehearsal = start(folder, [quickstart, ...brief, ...reports(folder)]);
    await rehearsal.until(isIntent('drain', 'worker', 'begin'));
    // A terminal sends Ctrl-C to the whole foreground group; the harness's children are in groups of their own.
    process.kill(-(rehearsal.child.pid ?? 0), 'SIGINT');
    expect(await rehearsal.ended, rehearsal.output()).toBe(130);
    const summary = readSummary(rehearsal);
    expect(summary.verdict).toBe('inconclusive');
    expect(sentences(summary.reasons)).toContain('the run was interrupted');
    expect(rehearsal.records().filter(isIntent('step', 'worker', 'begin')), 'no new step began').toHaveLength(
      1,
    );
    for (const { lane, accounting } of summary.lanes) expect(accounting.complete, lane).toBe(true);
    expect(existsSync(join(rehearsal.runDirectory() ?? '', 'derived', 'report.html'))).toBe(true);
    expectNothingLeft(rehearsal);
  });

  it('gives no verdict on an upgrade in which a machine was lost', async () => {
    const folder = newFolder();
    const rehearsal = start(folder, [quickstart, ...brief, ...reports(folder)]);
    const { node } = await rehearsal.until(isIntent('drain', 'worker', 'begin'));
    const machine = findProcesses(readRunId(rehearsal)).find(
      (one) => one.node === node && one.command.includes('node-process'),
    );
    process.kill(machine?.pid ?? 0, 'SIGKILL');
    expect(await rehearsal.ended, rehearsal.output()).toBe(1);
    const lost = `The machine ${node} ended unexpectedly: SIGKILL`;
    expect(rehearsal.output()).toContain(lost);
    expect(rehearsal.output()).toContain('code: cluster-lost');
    const summary = readSummary(rehearsal);
    expect(summary).toMatchObject({ verdict: 'inconclusive', exitCode: 1 });
    expect(sentences(summary.reasons)[0]).toBe(`cluster-lost: ${lost}`);
    for (const { lane, accounting } of summary.lanes) expect(accounting.complete, lane).toBe(true);
    expectNothingLeft(rehearsal);
  });
});
