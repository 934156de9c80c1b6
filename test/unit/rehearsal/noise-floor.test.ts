import { appendFileSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { JournalRecord } from '../../../harness/journal/records.ts';
import { copyFloor, floorKey, readFloor } from '../../../harness/rehearsal/noise-floor.ts';
import { runDirectoryAt } from '../../../harness/rehearsal/run-directory.ts';
import { loadScenario } from '../../../harness/scenario/load.ts';
import { scenario } from '../judge/simulated-run.ts';
import { tempFolder } from './temp-folder.ts';

const machine = { cpus: 2, memoryBytes: 8e9, kernel: '6.1', node: '24.21.0' };

it('is that of one scenario and one machine, whatever the run is called and whether it upgrades', () => {
  const key = floorKey(scenario, machine);
  const none = { ...scenario, metadata: { name: 'floor' }, upgrade: { ...scenario.upgrade, none: true } };
  expect(floorKey(none, { ...machine, node: '24.22.0' })).toBe(key);
  expect(floorKey({ ...scenario, load: { ...scenario.load, ratePerS: 50 } }, machine)).not.toBe(key);
  expect(floorKey(scenario, { ...machine, cpus: 4 })).not.toBe(key);
});

it('is copied with its hash, and no longer believed when the copy was changed', () => {
  using folder = tempFolder();
  mkdirSync(join(folder.path, 'run'));
  const placebo = { runId: 'r', steps: [{ badMs: 1, coreMs: 0 }], latency: {} };
  appendFileSync(join(folder.path, 'k.ndjson'), `${JSON.stringify(placebo)}\n{"torn`);
  const directory = runDirectoryAt(join(folder.path, 'run'));
  const noted = { atUs: 0, ...copyFloor(folder.path, directory, 'k') } as JournalRecord;
  const sha256 = 'sha256' in noted ? noted.sha256 : '';
  expect(sha256).toMatch(/^[0-9a-f]{64}$/);
  expect(readFloor(directory, [noted])).toEqual({ key: 'k', sha256, intact: true, placebos: [placebo] });
  appendFileSync(directory.noiseFloor, '\n');
  expect(readFloor(directory, [noted])).toEqual({ key: 'k', sha256, intact: false, placebos: [] });
  expect(readFloor(directory, [])).toBeNull();
  expect(readFileSync(directory.noiseFloor, 'utf8')).toContain('torn');
});

it('that ships is that of the kind upgrade that ships', async () => {
  const keyOf = async (name: string) =>
    floorKey((await loadScenario(`scenarios/${name}.yaml`, { sets: [] })).scenario, machine);
  expect(await keyOf('kind-noise-floor')).toBe(await keyOf('kind-1.33-to-1.34'));
});
