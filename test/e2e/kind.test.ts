import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect } from 'vitest';
import { dumbClient, spanAround } from '../support/e2e/dumb-client.ts';
import { expectFragile } from '../support/e2e/fragile.ts';
import { kindTest } from '../support/e2e/kind-test.ts';
import { longestWaitMs, newFolder, run, start } from '../support/e2e/rehearsal-process.ts';
import {
  actionsOf,
  controlPlaneActions,
  isIntent,
  nodesIn,
  reports,
  runIdOf,
  summaryOf,
} from '../support/e2e/results.ts';
import { kubeconfigs, leakedVolumes, traces, volumes } from '../support/e2e/traces.ts';
import { sentences } from '../support/judge/sentences.ts';

const upgrade = 'scenarios/kind-1.33-to-1.34.yaml';
const fragile = 'scenarios/kind-fragile.yaml';
const patchRoll = 'scenarios/kind-patch-roll.yaml';
/** Shorter phases than the shipped scenarios', still long enough for every rule of the judge. */
const shortened = [
  '--set',
  'load.baseline=70s',
  '--set',
  'load.recovery=60s',
  '--set',
  'load.closed.requests=4000',
];

/** An answer later than this is bad, for the harness as for the dumb client beside it. */
const slowMs = 1000;

describe('a rehearsal on kind', () => {
  kindTest('upgrades every component, accounts for every request and approves', async () => {
    const folder = newFolder();
    const volumesBefore = volumes();
    const { code, output, process } = await run(folder, [upgrade, ...shortened, ...reports(folder)]);
    expect.soft(code, output).toBe(0);
    const summary = summaryOf(process);
    expect(summary, output).toMatchObject({ verdict: 'approve', from: '1.33.13', to: '1.34.4' });
    expect(Object.values(nodesIn(process, 'after'))).toEqual(['1.34.4', '1.34.4', '1.34.4']);
    expect(actionsOf(process, 0)).toEqual(controlPlaneActions);
    expect(actionsOf(process, 1)).toEqual(controlPlaneActions.filter((action) => action !== 'addons'));
    expect(summary.lanes.map((lane) => `${lane.target}/${lane.lane}`).sort()).toEqual([
      'control/fresh',
      'web/closed',
      'web/fresh',
      'web/reused',
    ]);
    for (const lane of summary.lanes)
      expect(lane.accounting, lane.lane).toMatchObject({ complete: true, torn: false });
    const ways = summary.probes.filter(({ probe }) => probe === 'pods');
    expect(ways, 'from the pods of each node to those of each other').toHaveLength(6);
    expect(summary.capacity.before?.requests).toBe(4000);
    expect(summary.capacity.after?.requests).toBe(4000);

    const directory = process.runDirectory() ?? '';
    const derived = () =>
      Object.fromEntries(
        readdirSync(join(directory, 'derived')).map((name) => [
          name,
          readFileSync(join(directory, 'derived', name), 'utf8'),
        ]),
      );
    const before = derived();
    expect(Object.keys(before).sort()).toEqual(['junit.xml', 'report.html', 'report.md', 'summary.json']);
    expect((await run(folder, ['report', directory])).code).toBe(0);
    expect(derived(), 'the same directory gives the same bytes').toEqual(before);

    expect(traces(runIdOf(process)), 'teardown leaves nothing').toEqual([]);
    expect(leakedVolumes(volumesBefore)).toEqual([]);
    expect(kubeconfigs(folder)).toEqual([]);
    expect(readFileSync(join(directory, 'log.ndjson'), 'utf8')).not.toMatch(
      /BEGIN [A-Z ]*PRIVATE KEY|client-key-data/,
    );
  });

  kindTest(
    'blames the drain that broke a fragile service, and measures its outage as a dumb client does',
    async () => {
      const folder = newFolder();
      const rehearsal = start(folder, [
        fragile,
        ...[
          '--set',
          'cluster.to=1.33.13',
          '--set',
          'upgrade.controlPlane.interval=5s',
          '--set',
          'upgrade.nodes.interval=30s',
          '--set',
          `load.slow=${slowMs}ms`,
          '--set',
          `load.timeout=${2 * slowMs}ms`,
        ],
        ...shortened,
        ...reports(folder),
      ]);
      const door = await rehearsal.until((record) => record.type === 'frontdoor');
      await rehearsal.until((record) => record.type === 'phase' && record.phase === 'baseline');
      const origin = Date.parse(String(rehearsal.records()[0]?.wall));
      const dumb = dumbClient((door.urls as Record<string, string>).web ?? '', slowMs, longestWaitMs / 1000);
      await rehearsal.until(
        (record) => record.type === 'phase' && record.phase === 'recovery' && record.edge === 'end',
      );
      const asked = dumb.stop();
      const code = await rehearsal.ended;
      const { summary, worst } = expectFragile(rehearsal);
      expect([10, 20], rehearsal.output()).toContain(code);
      expect(['tune', 'reject']).toContain(summary.verdict);

      const seen = spanAround(asked, origin + (worst.fromUs + worst.toUs) / 2000);
      expect(
        Math.abs(seen - worst.spanMs),
        `dumb client ${seen} ms, judged ${worst.spanMs} ms (core ${worst.coreMs} ms)`,
      ).toBeLessThanOrEqual(150);
    },
  );

  kindTest('reports, and cleans up, what a kill -9 in a drain left behind', async () => {
    const folder = newFolder();
    const volumesBefore = volumes();
    const rehearsal = start(folder, [
      patchRoll,
      ...shortened,
      '--set',
      'load.baseline=30s',
      ...reports(folder),
    ]);
    const drain = await rehearsal.until(isIntent('drain', 'worker', 'begin'));
    rehearsal.child.kill('SIGKILL');
    await rehearsal.ended;
    const directory = rehearsal.runDirectory() ?? '';
    const runId = runIdOf(rehearsal);
    expect(traces(runId).length).toBeGreaterThan(0);

    const report = await run(folder, ['report', directory]);
    expect(report.code, report.output).toBe(0);
    const summary = summaryOf(rehearsal);
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
    expect(leakedVolumes(volumesBefore)).toEqual([]);
    expect(kubeconfigs(folder)).toEqual([]);
    expect(existsSync(join(directory, 'derived', 'report.html')), 'the run directory stays').toBe(true);
    expect((await run(folder, ['clean'])).output, 'nothing is left to clean').not.toContain(runId);
  });

  kindTest('leaves nothing a minute after a kill -9 in kind create and a clean', async () => {
    const folder = newFolder();
    const rehearsal = start(folder, [patchRoll, ...reports(folder)]);
    await rehearsal.until((record) => record.type === 'phase' && record.phase === 'prepare');
    const runId = runIdOf(rehearsal);
    await rehearsal.untilTrue(() => traces(runId).length > 0);
    rehearsal.child.kill('SIGKILL');
    await rehearsal.ended;
    await run(folder, ['clean']);
    expect(traces(runId)).toEqual([]);
    // The one wait of a fixed length: what a killed kind would go on building appears only later.
    await sleep(60_000);
    expect(traces(runId)).toEqual([]);
    expect(
      execFileSync('kind', ['get', 'clusters'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }),
    ).not.toContain(runId);
    expect(kubeconfigs(folder)).toEqual([]);
  });

  kindTest('ends with a report and a clean machine at Ctrl-C', async () => {
    const folder = newFolder();
    const rehearsal = start(folder, [
      patchRoll,
      ...shortened,
      '--set',
      'load.baseline=30s',
      ...reports(folder),
    ]);
    await rehearsal.until(isIntent('drain', 'worker', 'begin'));
    // A terminal sends Ctrl-C to the whole foreground group; the harness's children are in groups of their own.
    process.kill(-(rehearsal.child.pid ?? 0), 'SIGINT');
    expect(await rehearsal.ended, rehearsal.output()).toBe(130);
    const summary = summaryOf(rehearsal);
    expect(summary.verdict).toBe('inconclusive');
    const steps = rehearsal.records().filter(isIntent('step', 'worker', 'begin'));
    expect(steps, 'no new step began').toHaveLength(1);
    for (const lane of summary.lanes) expect(lane.accounting.complete, lane.lane).toBe(true);
    expect(traces(runIdOf(rehearsal))).toEqual([]);
    expect(kubeconfigs(folder)).toEqual([]);
  });
});
