import { cpSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { copyProject } from '../support/project-copy.ts';
import { action } from '../support/recipes/action.ts';
import { command } from '../support/recipes/command.ts';
import { criterion } from '../support/recipes/criterion.ts';
import { embeddedKind } from '../support/recipes/embedded-kind.ts';
import { journalRecord } from '../support/recipes/journal-record.ts';
import { laneKind } from '../support/recipes/lane-kind.ts';
import { mechanism } from '../support/recipes/mechanism.ts';
import { postCheck } from '../support/recipes/post-check.ts';
import { preflightCheck } from '../support/recipes/preflight-check.ts';
import { probe } from '../support/recipes/probe.ts';
import { protocol } from '../support/recipes/protocol.ts';
import { apply, before, type Example, findRecipeFaults, readRecipes } from '../support/recipes/recipe.ts';
import { section } from '../support/recipes/section.ts';
import { setting } from '../support/recipes/setting.ts';
import { strategy } from '../support/recipes/strategy.ts';
import { recorded } from '../support/rehearsal/recorded-run.ts';

const examples: readonly Example[] = [
  action,
  command,
  criterion,
  embeddedKind,
  journalRecord,
  laneKind,
  mechanism,
  postCheck,
  preflightCheck,
  probe,
  protocol,
  section,
  setting,
  strategy,
];
const each = examples.map((example) => [example.recipe, example] as const);

/** The tests that compare documents, folders and recipes with the code. */
const schemaTest = 'test/unit/scenario/schema/json-schema.test.ts';
const documentTests = [
  ...['test/unit/docs.test.ts', 'test/unit/map.test.ts', 'test/unit/structure.test.ts'],
  schemaTest,
];
/** Starts compilers and programs, also on a machine that is busy with something else. */
const patienceMs = 10 * 60_000;
const copy = copyProject();
afterAll(() => copy[Symbol.dispose]());

/** The output of the compiler and the tests while the change of every recipe is made, step by step. */
const said = { incomplete: '', complete: '', undocumented: '', documented: '', schema: '' };

beforeAll(async () => {
  for (const { prepared = [], registered } of examples) apply([...prepared, ...registered], copy);
  said.incomplete = await copy.compile();
  for (const { code } of examples) apply(code, copy);
  said.complete = await copy.compile();
  said.schema = (await copy.rehearse('schema')).stdout;
  await copy.run('vitest', 'run', '--project', 'unit', schemaTest, '-u');
  await copy.run(process.execPath, 'scripts/summary-schema.ts');
  said.undocumented = await copy.failedTests(...documentTests);
  for (const { documents } of examples) apply(documents, copy);
  await copy.run(process.execPath, 'scripts/provider-docs.ts');
  said.documented = await copy.failedTests(...documentTests);
  cpSync(recorded, copy.at('run'), { recursive: true });
}, patienceMs);

it('tries every recipe of CONTRIBUTING.md; third-provider.test.ts has that of a provider', () => {
  const tried = ['A provider (a kind of cluster)', ...examples.map(({ recipe }) => recipe)];
  expect([...readRecipes().keys()].toSorted()).toEqual(tried.toSorted());
});

it('finds a file that a recipe omits, and one that is not needed', () => {
  const { documents } = command;
  const more = [...documents, before('docs/errors.md', '# Errors', '')];
  expect(findRecipeFaults({ ...command, documents: more })).toEqual([
    'the recipe does not name docs/errors.md',
  ]);
  expect(findRecipeFaults({ ...command, documents: [] })).toEqual(['nothing in README.md was needed']);
});

describe.each(each)('the recipe of CONTRIBUTING.md: %s', (_, example) => {
  it('names every file of its change, and no other', () => {
    expect(findRecipeFaults(example)).toEqual([]);
  });

  it('names the tables that the compiler requires', () => {
    const asked = said.incomplete
      .split(/\n(?=\S)/)
      .filter((error) => example.missing !== null && error.includes(`'${example.missing}'`))
      .map((error) => error.slice(0, error.indexOf('(')));
    expect([...new Set(asked)].toSorted()).toEqual(example.incomplete);
  });

  it('names the documents that their tests require', () => {
    expect(example.undocumented.filter((name) => !said.undocumented.includes(name))).toEqual([]);
  });
});

describe('a project with the change of every recipe', { timeout: patienceMs }, () => {
  it('compiles, and its documents, folders and recipes are correct', () => {
    expect(said.complete).toBe('');
    expect(said.documented).toBe('');
  });

  it('has the command in its help, and runs it', async () => {
    expect((await copy.rehearse('--help')).stdout).toMatch(/^ {2}greet <name> +greet somebody$/m);
    expect(await copy.rehearse('greet', 'Ada')).toMatchObject({ exitCode: 0, stdout: 'hello Ada\n' });
  });

  it.each([['doctor', 'scenarios/quickstart.yaml'], ['scenarios/quickstart.yaml']])(
    'reports the missing prerequisite, with its code and what to do: %s',
    async (...args) => {
      const { exitCode, stdout, stderr } = await copy.rehearse(...args);
      expect(exitCode).toBe(3);
      for (const text of ['an example: none is here', 'example-missing', 'Bring an example.'])
        expect(`${stdout}${stderr}`).toContain(text);
    },
  );

  it('has the section, the post-check, the criterion and the mechanism in every file of a report', async () => {
    expect((await copy.rehearse('report', 'run')).stdout).toContain('REJECT: example-holds: ');
    const derived = (file: string) => copy.read(`run/derived/${file}`);
    const { postChecks, criteria, episodes, reasons } = JSON.parse(derived('summary.json'));
    expect(postChecks.at(-1)).toMatchObject({ id: 'example-holds', ok: false });
    expect(criteria.at(-1)).toMatchObject({ id: 'example.steps', state: 'missed', unit: 'steps' });
    expect(episodes[0]).toMatchObject({
      mechanism: { id: 'solar-flare' },
      evidence: [{ text: 'the sky was red' }],
    });
    expect(JSON.stringify(reasons)).toContain('example.steps is missed');
    for (const code of ['red-sky', 'no-example', 'no-such-steps', 'relabel', 'burst', 'webhook'])
      expect(copy.read('docs/summary.schema.json')).toContain(`"${code}"`);
    for (const file of ['report.md', 'report.html']) {
      const text = derived(file);
      for (const part of ['An example', 'Made by version', 'example-holds', 'example.steps', 'solar flare'])
        expect(text, file).toContain(part);
    }
    for (const id of ['example-holds', 'example.steps']) expect(derived('junit.xml')).toContain(id);
  });

  it('rolls with the action, and knows what it removes', async () => {
    const rolled = await copy.evaluate('test/support/recipes/trials/roll-example.ts');
    expect(rolled).toMatchObject({
      said: expect.arrayContaining(['0 cordon end done', '0 relabel begin', '0 relabel end done']),
      mechanism: 'api-server-restart',
      why: expect.stringContaining('relabel of cp-1 began at'),
      report: [expect.stringContaining('✓ done')],
    });
  });

  it('sends by the protocol and by the kind of lane, and records both', async () => {
    const sent = await copy.evaluate('test/support/recipes/trials/send-examples.ts');
    expect(sent).toMatchObject({
      first: [
        { outcome: 'ok', error: null },
        { outcome: 'protocol-error', error: 'nobody speaks HTTP/9' },
      ],
      lanes: [
        { lane: 'burst', kind: 'burst', protocol: 'http1', connections: null, limit: null },
        { lane: 'new', kind: 'reused', protocol: 'h9' },
      ],
      ends: [
        { lane: 'burst', outcomes: { ok: expect.any(Number) } },
        { lane: 'new', outcomes: { 'protocol-error': expect.any(Number) } },
      ],
    });
  });

  it('accepts the lanes and the setting in a scenario, and explains mistakes in them', async () => {
    const validate = (...sets: string[]) =>
      copy.rehearse('validate', 'scenarios/quickstart.yaml', ...sets.flatMap((one) => ['--set', one]));
    const lanes = '[burst, { name: a, connections: burst }, { name: b, protocol: h9 }]';
    const { stdout } = await validate(`load.lanes=${lanes}`, 'load.example=9s');
    expect(stdout).toBe('scenarios/quickstart.yaml: ok\n');
    expect((await validate('upgrade.nodes.strategy=rebuild')).stdout).toBe('scenarios/quickstart.yaml: ok\n');
    expect((await validate('load.exampel=9s')).stdout).toContain('`example`');
    expect((await validate('load.lanes=[busrt]')).stdout).toContain('`burst`');
    expect((await validate('load.lanes=[{ name: b, protocol: h8 }]')).stdout).toContain('`h9`');
  });

  it('accepts a kind of object that the embedded cluster did not have', async () => {
    const spec = {
      template: { spec: { restartPolicy: 'Never', containers: [{ name: 'a', image: 'shop:1' }] } },
    };
    const job = {
      apiVersion: 'batch/v1',
      kind: 'Job',
      metadata: { name: 'import', namespace: 'shop' },
      spec,
    };
    copy.write('scenarios/own-manifests/job.yaml', JSON.stringify(job));
    const manifests = ['namespace', 'catalogue', 'orders', 'job'].map((name) => `own-manifests/${name}.yaml`);
    const { stdout } = await copy.rehearse(
      ...['validate', 'scenarios/own-manifests.yaml', '--set', `workload.manifests=[${manifests.join()}]`],
    );
    expect(stdout).toContain('scenarios/own-manifests.yaml: ok');
  });

  it('judges the probe and shows it', async () => {
    expect(await copy.evaluate('test/support/recipes/trials/judge-probe.ts')).toMatchObject({
      criterion: { id: 'probes.webhook', state: 'missed', value: 5_000, limit: 1_000 },
      probe: { probe: 'webhook', source: 'nobody', failed: 10 },
      report: expect.stringContaining('probes.webhook'),
    });
  });

  it('completes them in editors', () => {
    const { load, upgrade } = JSON.parse(said.schema).properties;
    const [kinds, options] = load.properties.lanes.items.anyOf;
    expect(kinds.enum).toContain('burst');
    expect(options.properties.connections).toMatchObject({
      enum: ['burst', 'reused', 'fresh'],
      description: expect.stringContaining('burst: an example'),
    });
    expect(options.properties.protocol.enum).toContain('h9');
    expect(upgrade.properties.nodes.properties.strategy.enum).toContain('rebuild');
    expect(load.properties.example).toMatchObject({ default: '7s', description: 'An example' });
  });

  it('reads the setting, and its default for a run that did not know it', async () => {
    expect(await copy.evaluate('test/support/recipes/trials/read-setting.ts')).toMatchObject({
      now: { exampleMs: 9_000 },
      before: { exampleMs: 0 },
    });
  });
});
