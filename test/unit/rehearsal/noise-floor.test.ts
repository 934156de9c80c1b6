import { appendFileSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { JournalRecord } from '../../../harness/journal/records.ts';
import { formatAaRun, readAaRuns } from '../../../harness/rehearsal/aa-run-lines.ts';
import { computeFloorKey, copyFloor, readFloor } from '../../../harness/rehearsal/noise-floor.ts';
import { runDirectoryAt } from '../../../harness/rehearsal/run-directory.ts';
import { loadScenario } from '../../../harness/scenario/load-scenario.ts';
import { scenario } from '../../support/judge/simulated-run.ts';
import { tempFolder } from '../../support/temp-folder.ts';

const machine = { cpus: 2, memoryBytes: 8e9, kernel: '6.1', node: '24.21.0' };

it("belongs to one scenario and one machine, whatever the run's name and whether it upgrades", () => {
  const key = computeFloorKey(scenario, machine);
  const none = { ...scenario, metadata: { name: 'floor' }, upgrade: { ...scenario.upgrade, none: true } };
  expect(computeFloorKey(none, { ...machine, node: '24.22.0' })).toBe(key);
  expect(computeFloorKey({ ...scenario, load: { ...scenario.load, ratePerS: 50 } }, machine)).not.toBe(key);
  expect(computeFloorKey(scenario, { ...machine, cpus: 4 })).not.toBe(key);
  const deregistration = { lagMs: 120_000, drainDelayMs: null };
  const lagging = { ...scenario, frontDoor: { ...scenario.frontDoor, deregistration } };
  expect(computeFloorKey(lagging, machine)).not.toBe(key);
  const drain = { ...scenario.upgrade.drain, postDrainDelayMs: 120_000 };
  const delayed = { ...scenario, upgrade: { ...scenario.upgrade, drain } };
  expect(computeFloorKey(delayed, machine)).not.toBe(key);
});

it('belongs to one way of rolling the workers', () => {
  const { upgrade } = scenario;
  const keyOf = (changes: Partial<typeof upgrade.nodes>) =>
    computeFloorKey(
      {
        ...scenario,
        upgrade: { ...upgrade, nodes: { ...upgrade.nodes, ...changes } as typeof upgrade.nodes },
      },
      machine,
    );
  const ways = [
    keyOf({}),
    keyOf({ maxUnavailable: 2 }),
    keyOf({ maxUnavailable: '50%' }),
    keyOf({ order: { by: 'random', seed: 1 } }),
    keyOf({ order: { by: 'random', seed: 2 } }),
    keyOf({ canary: { nodes: 1, watchMs: 60_000 } }),
    computeFloorKey({ ...scenario, upgrade: { ...upgrade, pools: { workers: upgrade.nodes } } }, machine),
  ];
  expect(new Set(ways).size).toBe(ways.length);
  // What rounds no percentage makes no difference.
  expect(keyOf({ rounding: { maxSurge: 'down', maxUnavailable: 'up' } })).toBe(keyOf({}));
});

it('belongs to one set of checks and hooks', () => {
  const { upgrade } = scenario;
  const key = computeFloorKey(scenario, machine);
  const call = { kind: 'command', command: ['./green'], exitCode: 0, json: null, timeoutMs: 1_000 } as const;
  const gate = { validations: 2, everyMs: 5_000, timeoutMs: 300_000, beforeGroup: 0, checks: [] };
  const pause = { kind: 'pause', forMs: 1_000 } as const;
  const hook = { name: 'a', when: 'before', at: 'run', of: null, onFailure: 'fail', does: pause } as const;
  const changed = [
    { gate: { ...gate, beforeGroup: 1 } },
    { gate: { ...gate, checks: [{ name: 'green', call }] } },
    { hooks: [hook] },
  ];
  const keys = changed.map((change) =>
    computeFloorKey({ ...scenario, upgrade: { ...upgrade, ...change } }, machine),
  );
  expect(new Set([key, ...keys]).size).toBe(4);
});

it('is copied with its hash, and ignored if the copy was changed', () => {
  using folder = tempFolder();
  mkdirSync(join(folder.path, 'run'));
  const run = { runId: 'r', reached: { 'bad.perStep': { 0: 1 } } };
  appendFileSync(join(folder.path, 'k.ndjson'), `${formatAaRun(run)}{"torn`);
  const directory = runDirectoryAt(join(folder.path, 'run'));
  const noted = { atUs: 0, ...copyFloor(folder.path, directory, 'k') } as JournalRecord;
  const sha256 = 'sha256' in noted ? noted.sha256 : '';
  expect(sha256).toMatch(/^[0-9a-f]{64}$/);
  expect(readFloor(directory, [noted])).toEqual({ key: 'k', sha256, intact: true, runs: [run] });
  appendFileSync(directory.noiseFloor, '\n');
  expect(readFloor(directory, [noted])).toEqual({ key: 'k', sha256, intact: false, runs: [] });
  expect(readFloor(directory, [])).toBeNull();
  expect(readFileSync(directory.noiseFloor, 'utf8')).toContain('torn');
});

it('finds lines of older versions by the ids that criteria have now', () => {
  const older = {
    runId: 'r',
    steps: [
      { badMs: 0, coreMs: 0 },
      { badMs: 812, coreMs: 130 },
    ],
    latency: { 'worker steps': 0.04 },
  };
  expect(readAaRuns(`${JSON.stringify(older)}\n{"runId":"no figures"}\n`)).toEqual([
    {
      runId: 'r',
      reached: {
        'bad.perStep': { 0: 0, 1: 812 },
        'outage.longest': { 0: 0, 1: 130 },
        'latency.p90': { 'worker steps': 0.04 },
      },
    },
  ]);
});

it('the shipped one belongs to the shipped upgrade on kind', async () => {
  const computeKey = async (name: string) =>
    computeFloorKey((await loadScenario(`scenarios/${name}.yaml`, { sets: [] })).scenario, machine);
  expect(await computeKey('kind-noise-floor')).toBe(await computeKey('kind-1.33-to-1.34'));
});
