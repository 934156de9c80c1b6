import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { loadScenario } from '../../../../harness/scenario/load-scenario.ts';

const scenario = `apiVersion: rehearsal/v1alpha1
kind: Rehearsal
metadata: { name: least }
cluster: { provider: kind, from: 1.33.13, to: 1.34.4 }
upgrade:
  hooks:
    - { name: index, when: before, at: run, manifests: [job.yaml], timeout: 5m }
`;

async function load(manifest: string | null) {
  const folder = await mkdtemp(join(tmpdir(), 'hook-manifests-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const file = join(folder, 's.yaml');
  await writeFile(file, scenario);
  if (manifest !== null) await writeFile(join(folder, 'job.yaml'), manifest);
  return { folder, loaded: await loadScenario(file) };
}

const config = 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: index }\n';

test('are read with the scenario, and named by path and hash', async () => {
  const { folder, loaded } = await load(config);
  expect(loaded.hookObjects).toMatchObject({ index: [{ object: { kind: 'ConfigMap' } }] });
  expect(loaded.objects).toEqual([]);
  expect(loaded.scenario.upgrade.hooks).toMatchObject([
    {
      does: {
        kind: 'apply',
        withinMs: 300_000,
        manifests: [{ path: join(folder, 'job.yaml'), sha256: expect.stringMatching(/^[0-9a-f]{64}$/) }],
      },
    },
  ]);
});

test('are mistakes where they can not be read or used', async () => {
  await expect(load(null)).rejects.toThrow(/s\.yaml:7:\d+: job\.yaml does not exist/);
  await expect(load(`${config}dat: { a: b }\n`)).rejects.toThrow(/job\.yaml:4:1: .*dat/);
});
