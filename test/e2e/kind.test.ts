import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect } from 'vitest';
import { dumbClient, spanAround } from '../support/e2e/dumb-client.ts';
import { expectFragile } from '../support/e2e/fragile.ts';
import { kindTest } from '../support/e2e/kind-test.ts';
import { longestWaitMs, newFolder, run, start } from '../support/e2e/rehearsal-process.ts';
import {
  controlPlaneActions,
  listActions,
  nodesIn,
  readRunId,
  readSummary,
  reports,
} from '../support/e2e/results.ts';
import { kubeconfigs, leakedVolumes, traces, volumes } from '../support/e2e/traces.ts';

const upgrade = 'scenarios/kind-1.33-to-1.34.yaml';
const fragile = 'scenarios/kind-fragile.yaml';
/** Shorter phases than the shipped scenarios', still long enough for every rule of the judge. */
const shortened = [
  '--set',
  'load.baseline=70s',
  '--set',
  'load.recovery=60s',
  '--set',
  'load.closed.requests=4000',
];

/** A later response is bad, both for the harness and for the simple reference client. */
const slowMs = 1000;

describe('a rehearsal on kind', () => {
  kindTest('upgrades every component, accounts for every request and approves', async () => {
    const folder = newFolder();
    const volumesBefore = volumes();
    const { code, output, process } = await run(folder, [upgrade, ...shortened, ...reports(folder)]);
    expect.soft(code, output).toBe(0);
    const summary = readSummary(process);
    expect(summary, output).toMatchObject({ verdict: 'approve', from: '1.33.13', to: '1.34.4' });
    expect(Object.values(nodesIn(process, 'after'))).toEqual(['1.34.4', '1.34.4', '1.34.4']);
    expect(listActions(process, 0)).toEqual(controlPlaneActions);
    expect(listActions(process, 1)).toEqual(controlPlaneActions.filter((action) => action !== 'addons'));
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

    expect(traces(readRunId(process)), 'teardown leaves nothing').toEqual([]);
    expect(leakedVolumes(volumesBefore)).toEqual([]);
    expect(kubeconfigs(folder)).toEqual([]);
    expect(readFileSync(join(directory, 'log.ndjson'), 'utf8')).not.toMatch(
      /BEGIN [A-Z ]*PRIVATE KEY|client-key-data/,
    );
  });

  kindTest(
    'blames the drain that broke a fragile service, and measures its outage as a simple client does',
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
        // The outage decides, not latency: 2,000 requests a lane before it, where the judge asks for 1,000.
        ...['--set', 'load.baseline=40s'],
        // A step settles within 30 s or misses that. The interval and the recovery show the last one for 60 s.
        ...['--set', 'criteria.settle.within=30s', '--set', 'load.recovery=30s'],
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
        Math.abs(seen - worst.outageMs),
        `dumb client ${seen} ms, judged ${worst.outageMs} ms (span ${worst.spanMs} ms)`,
      ).toBeLessThanOrEqual(150);
    },
  );
});
