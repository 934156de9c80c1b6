import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { tempFolder } from '../support/temp-folder.ts';

const exec = promisify(execFile);
const root = join(import.meta.dirname, '../..');
const folder = tempFolder();
const at = (...parts: string[]) => join(folder.path, ...parts);

/** What a new provider adds to the table of traits. */
const traits = `
import { no, type ProviderTraits, yes } from './traits.ts';

export const fake: ProviderTraits = {
  title: 'a fake cluster',
  summary: 'nothing that could be rolled',
  ownership: 'borrowed',
  rolling: 'command',
  strategies: { 'control-plane': ['in-place'], worker: ['surge', 'replace'] },
  has: {
    dns: no('a fake cluster resolves no names'),
    podNetwork: yes,
    images: no('a fake cluster pulls its images'),
    controlLane: no('a fake cluster has no front door'),
  },
  judgesLatency: yes,
  refuses: [{ path: ['cluster', 'nodeImages'], why: 'the nodes of a fake cluster are none of yours' }],
  engineCodes: ['command-failed'],
  filesPerConnection: 1,
  pinsWithTaskset: false,
  costs: {
    cluster: { fixed: 1, perNode: 1 },
    staging: { fixed: 0, perNode: 0 },
    controlPlaneMs: 100_000,
    workerMs: 0,
    restartMs: 0,
    retireMs: 10_000,
    provisionMs: 1_000,
    workloadMs: 0,
    settleMs: 0,
    daemonSetsMs: 0,
    teardownMs: 7,
  },
};
`;

/** And its own folder. */
const code = `
import { fake } from '../../scenario/providers/fake.ts';
import type { Provider } from '../cluster.ts';

export const provider: Provider = {
  traits: fake,
  checkObjects: (objects) => ({ objects, issues: [], warnings: [] }),
  check: async () => [{ name: 'fake engine', ok: true, found: 'asleep', hint: '', code: null }],
  prepareImages: async () => 'fake/web:1',
  create: () => Promise.reject(new Error('a fake cluster can not be made')),
  leftovers: async () => [],
};
`;

const scenario = `
apiVersion: rehearsal/v1alpha1
kind: Rehearsal
metadata: { name: third }
cluster: { provider: fake, from: 1.33.13, to: 1.34.4 }
upgrade: { gate: none, controlPlane: { interval: 0s }, nodes: { interval: 0s } }
`;

/** A copy of the project with a third provider: its folder, its traits, and its line in the table. Nothing else is changed. */
beforeAll(() => {
  for (const part of ['harness', 'workloads', 'scripts', 'docs', 'package.json'])
    cpSync(join(root, part), at(part), { recursive: true });
  for (const part of ['tsconfig.json', 'tsconfig.build.json']) cpSync(join(root, part), at(part));
  symlinkSync(join(root, 'node_modules'), at('node_modules'));
  writeFileSync(at('harness/scenario/providers/fake.ts'), traits);
  mkdirSync(at('harness/clusters/fake'));
  writeFileSync(at('harness/clusters/fake/provider.ts'), code);
  const table = at('harness/scenario/providers/table.ts');
  const text = readFileSync(table, 'utf8').replace('{ embedded, kind }', '{ embedded, fake, kind }');
  writeFileSync(table, `import { fake } from './fake.ts';\n${text}`);
  writeFileSync(at('third.yaml'), scenario);
});

afterAll(() => folder[Symbol.dispose]());

const env = {
  ...process.env,
  REHEARSE_STATE: at('state'),
  PATH: [join(root, 'node_modules/.bin'), process.env.PATH].join(delimiter),
};
/** What a program says, whatever it exits with. */
const run = (file: string, ...args: string[]) =>
  exec(file, args, { cwd: folder.path, env }).catch((error) => error as { stdout: string; stderr: string });
const node = (...args: string[]) => run(process.execPath, ...args);
const rehearse = (...args: string[]) => node('harness/cli/main.ts', ...args);

describe('a third provider', () => {
  it('takes the files that its recipe names', () => {
    const [, after = ''] = readFileSync(join(root, 'CONTRIBUTING.md'), 'utf8').split('### A provider');
    const [recipe] = after.split('### ');
    for (const file of [
      'harness/scenario/providers/<name>.ts',
      'harness/scenario/providers/table.ts',
      'harness/clusters/<name>/provider.ts',
      'scripts/provider-docs.ts',
    ])
      expect(recipe).toContain(file);
  });

  it('leaves no table without it: the compiler asks for nothing more', async () => {
    expect((await run('tsc', '-p', 'tsconfig.build.json', '--noEmit')).stdout).toBe('');
  });

  it('is valid in a scenario, with what it lacks and refuses as mistakes, each with its reason', async () => {
    expect((await rehearse('validate', 'third.yaml')).stdout).toBe('third.yaml: ok\n');
    const { stdout } = await rehearse(
      ...['validate', 'third.yaml', '--set', 'criteria.probes.dns.longest=1s'],
      ...['--set', 'cluster.images=[a.tar]', '--set', 'cluster.nodeImages={1.34.4: x}'],
      ...['--set', 'upgrade.controlPlane.addons=wait', '--set', 'upgrade.nodes.strategy=in-place'],
    );
    for (const why of [
      'a fake cluster resolves no names',
      'a fake cluster pulls its images',
      'the nodes of a fake cluster are none of yours',
      'a fake cluster is rolled by a command',
      "a fake cluster can't roll workers by `in-place`: use `surge` or `replace`",
    ])
      expect(stdout).toContain(why);
  });

  it('is completed by editors, with the settings that are its own', async () => {
    const { properties } = JSON.parse((await rehearse('schema')).stdout);
    const { provider, nodeImages } = properties.cluster.properties;
    expect(provider.enum).toEqual(['embedded', 'fake', 'kind']);
    expect(nodeImages.description).toMatch(/^kind: /);
    expect(properties.criteria.properties.probes.properties.pods.description).toMatch(/^fake, kind: /);
  });

  it('has defaults, a plan and an estimate that follow from its traits', async () => {
    const { stdout } = await node('--input-type=module', '-e', planning);
    const { scenario, steps, phases } = JSON.parse(stdout);
    expect(scenario.upgrade.nodes).toEqual({ strategy: 'surge', maxSurge: 1, intervalMs: 0 });
    expect(scenario.upgrade.controlPlane.addons).toBeNull();
    expect(scenario.criteria.probes).toMatchObject({ dns: null, pods: { longestMs: 2_000 } });
    expect(steps.map(({ provisions }: { provisions: object }) => provisions)).toEqual([
      { before: 0, after: 0 },
      { before: 1, after: 1 },
      { before: 0, after: 0 },
    ]);
    const upgradeMs = 100_000 + 2 * (10_000 + 1_000);
    expect(phases.find(({ phase }: { phase: string }) => phase === 'upgrade').expectedMs).toBe(upgradeMs);
    expect(phases.at(-1)).toMatchObject({ expectedMs: 7, because: 'removing what the run made' });
  });

  it('is in the documents once they are written again', async () => {
    await node('scripts/provider-docs.ts');
    const page = readFileSync(at('docs/providers.md'), 'utf8');
    expect(page).toContain('|  | embedded | fake | kind |');
    expect(page).toContain(
      '| `cluster.nodeImages` | `fake` | the nodes of a fake cluster are none of yours |',
    );
  });

  it('is asked by doctor and by a run', async () => {
    expect((await rehearse('doctor', 'third.yaml')).stdout).toMatch(/fake engine.*asleep/);
    const { stdout, stderr } = await rehearse('third.yaml');
    expect(`${stdout}${stderr}`).toContain('a fake cluster can not be made');
  });
});

const planning = `
  import { estimate } from './harness/plan/estimate.ts';
  import { planFile } from './harness/plan/plan.ts';
  import { loadScenario } from './harness/scenario/load-scenario.ts';
  import { readResolved, resolvedFile } from './harness/scenario/resolved/resolved-file.ts';
  const loaded = await loadScenario('third.yaml');
  const scenario = readResolved(JSON.stringify(resolvedFile(loaded.scenario)), 'scenario.resolved.json');
  const nodeOf = (role, pool, ordinal) => ({ uid: pool + ordinal, name: pool + ordinal, slot: { role, pool, ordinal } });
  const nodes = [nodeOf('control-plane', 'control-plane', 0), nodeOf('worker', 'workers', 0), nodeOf('worker', 'workers', 1)];
  console.log(JSON.stringify({ scenario, steps: planFile(scenario, nodes).steps, phases: estimate(scenario) }));
`;
