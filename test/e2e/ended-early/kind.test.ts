import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect } from 'vitest';
import { kindTest } from '../../support/e2e/kind-test.ts';
import { newFolder, run, start } from '../../support/e2e/rehearsal-process.ts';
import { isIntent, readRunId, readSummary, reports } from '../../support/e2e/results.ts';
import { findPrograms, kubeconfigs, leakedVolumes, traces, volumes } from '../../support/e2e/traces.ts';
import { sentences } from '../../support/judge/sentences.ts';

const patchRoll = 'scenarios/kind-patch-roll.yaml';
/** These runs end in the first worker's drain: nobody judges them. */
const brief = ['--set', 'load.baseline=5s', '--set', 'load.closed.requests=1000'];

describe('a rehearsal on kind that ends early', () => {
  kindTest('reports, and cleans up, what a kill -9 in a drain left behind', async () => {
    const folder = newFolder();
    const volumesBefore = volumes();
    const rehearsal = start(folder, [patchRoll, ...brief, ...reports(folder)]);
    const drain = await rehearsal.until(isIntent('drain', 'worker', 'begin'));
    rehearsal.child.kill('SIGKILL');
    await rehearsal.ended;
    const directory = rehearsal.runDirectory() ?? '';
    const runId = readRunId(rehearsal);
    expect(traces(runId).length).toBeGreaterThan(0);

    const report = await run(folder, ['report', directory]);
    expect(report.code, report.output).toBe(0);
    const summary = readSummary(rehearsal);
    expect(summary.verdict).toBe('inconclusive');
    expect(sentences(summary.reasons)[0]).toMatch(
      new RegExp(
        `^the records end in phase upgrade, at [0-9:.]+, during the drain of ${drain.node}: the run was killed`,
      ),
    );
    const drains = rehearsal
      .records()
      .filter((record) => record.type === 'intent' && record.action === 'drain');
    expect(drains.at(-1), 'that drain has no end').toEqual(drain);

    const cleaned = await run(folder, ['clean']);
    expect(cleaned.output).toContain(runId);
    expect(traces(runId)).toEqual([]);
    // Polled: a cluster next to this one may be between the removal of a container and that of its volume.
    await expect.poll(() => leakedVolumes(volumesBefore), { timeout: 30_000 }).toEqual([]);
    expect(kubeconfigs(folder)).toEqual([]);
    expect(existsSync(join(directory, 'derived', 'report.html')), 'the run directory stays').toBe(true);
    expect((await run(folder, ['clean'])).output, 'nothing is left to clean').not.toContain(runId);
  });

  kindTest('leaves nothing after a kill -9 in kind create and a clean', async () => {
    const folder = newFolder();
    const rehearsal = start(folder, [patchRoll, ...reports(folder)]);
    await rehearsal.until((record) => record.type === 'phase' && record.phase === 'prepare');
    const runId = readRunId(rehearsal);
    await rehearsal.untilTrue(() => traces(runId).length > 0);
    rehearsal.child.kill('SIGKILL');
    await rehearsal.ended;
    await run(folder, ['clean']);
    expect(traces(runId)).toEqual([]);
    // Nothing is left that would go on building: neither kind nor a program that it had started.
    expect(findPrograms(folder)).toEqual([]);
    expect((await run(folder, ['clean'])).output, 'nothing is left to clean').not.toContain(runId);
    expect(traces(runId)).toEqual([]);
    expect(
      execFileSync('kind', ['get', 'clusters'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }),
    ).not.toContain(runId);
    expect(kubeconfigs(folder)).toEqual([]);
  });

  kindTest('ends with a report and a clean machine at Ctrl-C', async () => {
    const folder = newFolder();
    const rehearsal = start(folder, [patchRoll, ...brief, ...reports(folder)]);
    await rehearsal.until(isIntent('drain', 'worker', 'begin'));
    // A terminal sends Ctrl-C to the whole foreground group; the harness's children are in groups of their own.
    process.kill(-(rehearsal.child.pid ?? 0), 'SIGINT');
    expect(await rehearsal.ended, rehearsal.output()).toBe(130);
    const summary = readSummary(rehearsal);
    expect(summary.verdict).toBe('inconclusive');
    const steps = rehearsal.records().filter(isIntent('step', 'worker', 'begin'));
    expect(steps, 'no new step began').toHaveLength(1);
    for (const lane of summary.lanes) expect(lane.accounting.complete, lane.lane).toBe(true);
    expect(traces(readRunId(rehearsal))).toEqual([]);
    expect(kubeconfigs(folder)).toEqual([]);
  });
});
