import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Plan } from '../../harness/plan/plan.ts';
import type { Scenario } from '../../harness/scenario/scenario.ts';
import { copyProject } from '../support/project-copy.ts';
import { apply, before, create, filesOfRecipe, replace } from '../support/recipes/recipe.ts';

const copy = copyProject();
afterAll(() => copy[Symbol.dispose]());

/** What a new provider adds to the table of traits. */
const traits = `
import { no, type ProviderTraits, yes } from './traits.ts';

export const fake: ProviderTraits = {
  title: 'a fake cluster',
  summary: 'nothing that could be rolled',
  ownership: 'borrowed',
  clonesProduction: false,
  createsCloudResources: false,
  rolling: 'command',
  rounding: { maxSurge: 'up', maxUnavailable: 'down' },
  poolOrder: 'scenario',
  nodeMarks: null,
  upgraded: 'every node',
  validationEveryMs: null,
  drains: null,
  strategies: { 'control-plane': ['in-place'], worker: ['surge', 'replace'] },
  has: {
    dns: no('a fake cluster resolves no names'),
    podNetwork: yes,
    images: no('a fake cluster pulls its images'),
    controlLane: no('a fake cluster has no front door'),
    loadBalancer: no('a fake cluster has no cloud'),
  },
  goesBack: no('a fake cluster only goes forward'),
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
    commandsMs: 5_000,
    tracesMs: 0,
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

const table = 'harness/scenario/providers/table.ts';
const changes = [
  create('harness/scenario/providers/fake.ts', traits),
  create('harness/clusters/fake/provider.ts', code),
  before(table, 'import { kind }', "import { fake } from './fake.ts';\n"),
  replace(table, '{ embedded, kind, kops }', '{ embedded, fake, kind, kops }'),
];

/**
 * A copy of the project with a third provider: its folder, its traits, and its line in the table. Nothing
 * else is changed.
 */
beforeAll(() => {
  apply(changes, copy);
  copy.write('third.yaml', scenario);
});

/** The output of trials/plan-third.ts. */
interface Planned {
  readonly scenario: Scenario;
  readonly steps: Plan['steps'];
  readonly phases: Plan['phases'];
}

describe('a third provider', { timeout: 10 * 60_000 }, () => {
  it('consists of the files that its recipe names', () => {
    const named = filesOfRecipe({ recipe: 'A provider (a kind of cluster)', name: 'fake' });
    for (const { file } of changes) expect(named).toContain(file);
    expect(named).toContain('scripts/provider-docs.ts');
  });

  it('completes every table: the compiler requires nothing more', async () => {
    expect((await copy.run('tsc', '-p', 'tsconfig.build.json', '--noEmit')).stdout).toBe('');
  });

  it('is valid in a scenario, with what it lacks and refuses as mistakes, each with its reason', async () => {
    expect((await copy.rehearse('validate', 'third.yaml')).stdout).toBe('third.yaml: ok\n');
    const { stdout } = await copy.rehearse(
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

  it('is completed by editors, with its own settings', async () => {
    const { properties } = JSON.parse((await copy.rehearse('schema')).stdout);
    const { provider, nodeImages } = properties.cluster.properties;
    expect(provider.enum).toEqual(['embedded', 'fake', 'kind', 'kops']);
    expect(nodeImages.description).toMatch(/^kind: /);
    expect(properties.criteria.properties.probes.properties.pods.description).toMatch(/^fake, kind: /);
  });

  it('has defaults, a plan and an estimate that follow from its traits', async () => {
    const planned = await copy.evaluate('test/support/recipes/trials/plan-third.ts');
    const { scenario, steps, phases } = planned as Planned;
    expect(scenario.upgrade.nodes).toMatchObject({ strategy: 'surge', maxSurge: 1, intervalMs: 0 });
    expect(scenario.upgrade.controlPlane.addons).toBeNull();
    expect(scenario.criteria.probes).toMatchObject({ dns: null, pods: { longestMs: 2_000 } });
    expect(steps.map(({ provisions }) => provisions)).toEqual([
      { before: 0, after: 0 },
      { before: 1, after: 1 },
      { before: 0, after: 0 },
    ]);
    const upgradeMs = 100_000 + 2 * (10_000 + 1_000) + 5_000;
    expect(phases.find(({ phase }) => phase === 'upgrade')?.expectedMs).toBe(upgradeMs);
    expect(phases.at(-1)).toMatchObject({ expectedMs: 7, because: 'removing what the run made' });
  });

  it('is in the documents once they are generated again', async () => {
    await copy.run(process.execPath, 'scripts/provider-docs.ts');
    const page = copy.read('docs/providers.md');
    expect(page).toContain('|  | embedded | fake | kind | kops |');
    expect(page).toContain(
      '| `cluster.nodeImages` | `fake` | the nodes of a fake cluster are none of yours |',
    );
  });

  it('is used by doctor and by a run', async () => {
    expect((await copy.rehearse('doctor', 'third.yaml')).stdout).toMatch(/fake engine.*asleep/);
    const { stdout, stderr } = await copy.rehearse('third.yaml');
    expect(`${stdout}${stderr}`).toContain('a fake cluster can not be made');
  });
});
