import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Context } from '../../harness/cli/context.ts';
import { runProgram } from '../../harness/cli/program.ts';
import { inertFields, refusedFields } from '../../harness/embedded/api/kinds/field-lists.ts';
import { kinds } from '../../harness/embedded/kinds.ts';
import { errorTable } from '../../harness/errors.ts';
import { actions } from '../../harness/journal/actions.ts';
import { probeKinds } from '../../harness/journal/probe-entries.ts';
import { columnNames, columnTypes } from '../../harness/journal/sample-format.ts';
import { outcomeNames, outcomes } from '../../harness/journal/samples.ts';
import { arrangeEvidence } from '../../harness/judge/arrange-evidence.ts';
import { unknownMechanism } from '../../harness/judge/causes/mechanisms/mechanism.ts';
import { mechanisms } from '../../harness/judge/causes/mechanisms/registry.ts';
import type { Check } from '../../harness/judge/checks/check.ts';
import { postChecks } from '../../harness/judge/checks/registry.ts';
import type { CriterionDefinition } from '../../harness/judge/criteria/criterion.ts';
import { criteria } from '../../harness/judge/criteria/registry.ts';
import { findEpisodes } from '../../harness/judge/harm/episodes.ts';
import { createLaneView } from '../../harness/judge/lanes/lane-view.ts';
import { clopperPearsonUpper } from '../../harness/judge/statistics/stats.ts';
import { laneKinds } from '../../harness/scenario/load/lane-kinds.ts';
import { protocolNames } from '../../harness/scenario/load/protocols.ts';
import { providersTaking } from '../../harness/scenario/providers/settings.ts';
import { plannedProviders, providerNames, providerTraits } from '../../harness/scenario/providers/table.ts';
import { pathText } from '../../harness/scenario/walk.ts';
import { foldTimeline } from '../../harness/timeline/timeline.ts';
import { withProviderTables } from '../../scripts/provider-docs.ts';
import { differences } from '../contract/differences.ts';
import { exampleCriterion } from '../support/example-criterion.ts';
import { judged } from '../support/judge/recording.ts';
import { createEmptyColumns, scenario } from '../support/judge/simulated-run.ts';
import { findDocsFaults } from '../support/mechanism-registry.ts';

const root = join(import.meta.dirname, '../..');
const read = (file: string) => readFileSync(join(root, file), 'utf8');
const pages = ['README.md', ...readdirSync(join(root, 'docs')).map((name) => `docs/${name}`)].filter((name) =>
  name.endsWith('.md'),
);

/** Cells of every table row; a cell that is only code loses its code marks. */
const readRows = (file: string) => rowsIn(read(file));

function rowsIn(text: string): string[][] {
  return text
    .split('\n')
    .filter((line) => line.startsWith('| '))
    .map((line) => line.slice(1, -1).split('|').map(cell));
}

const cell = (text: string) => text.trim().replace(/^`([^`]*)`$/, '$1');
const inCode = (text: string) => [...text.matchAll(/`([^`]+)`/g)].map(([, code]) => code);
const shown = (value: number) => String(Math.round(value * 10) / 10);

/** The headings of a page as GitHub's link anchors. */
const listAnchors = (file: string) =>
  [...read(file).matchAll(/^#+ (.*)$/gm)].map(([, title = '']) =>
    title
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );

describe('links', () => {
  it.each(pages)('%s links only to files and headings that exist', (page) => {
    const links = [...read(page).matchAll(/\]\(([^)#]*)(?:#([^)]*))?\)/g)]
      .filter(([, target = '']) => !/^[a-z]+:/.test(target))
      .map(([link, target = '', anchor]) => ({
        link,
        file: target === '' ? page : relative(root, join(root, dirname(page), target)),
        anchor,
      }))
      .filter(({ file }) => !file.startsWith('reports/'));
    const isDead = ({ file, anchor }: (typeof links)[number]) =>
      !existsSync(join(root, file)) || (anchor !== undefined && !listAnchors(file).includes(anchor));
    expect(links.filter(isDead)).toEqual([]);
  });
});

describe('docs/errors.md', () => {
  it('lists exactly the codes of the table, with their exit codes and hints', () => {
    const codes = readRows('docs/errors.md').filter((row) => row.length === 4 && row[0] !== 'Code');
    const listed = codes.map(([code, exit, , hint]) => [code, { exit: Number(exit), hint }]);
    expect(Object.fromEntries(listed)).toEqual(errorTable);
    expect(listed).toHaveLength(Object.keys(errorTable).length);
  });
});

describe('docs/providers.md', () => {
  const rows = readRows('docs/providers.md');
  const text = read('docs/providers.md');

  it('shows every difference that the contract tests know, and no other', () => {
    const section = text.slice(text.indexOf('## Where they differ'), text.indexOf('## The embedded cluster'));
    const listed = rowsIn(section).filter((row) => row[0] !== 'What');
    const known = Object.values(differences).map(({ what, on, why }) => [
      what,
      ...providerNames.map((name) => on[name]),
      why,
    ]);
    expect(listed.map((row) => row.map((one) => one.trim()))).toEqual(known);
  });

  it('shows the table of traits (node scripts/provider-docs.ts writes it)', () => {
    expect(withProviderTables(text)).toBe(text);
  });

  it('lists what the embedded cluster accepts without effect, with the reason, and what it refuses', () => {
    const inert = rows.filter((row) => row.length === 2 && row[0] !== 'Field');
    expect(inert).toEqual(inertFields.map(({ path, why }) => [path, why]));
    const refused = text.slice(text.indexOf('### Refused by name'), text.indexOf('### Left out'));
    expect(inCode(refused)).toEqual(refusedFields);
  });

  it('names every kind that the embedded cluster has', () => {
    const line = text.slice(text.indexOf('Kinds: '), text.indexOf('A kind that is not here'));
    expect(inCode(line)).toEqual(Object.keys(kinds));
  });
});

describe('docs/run-directory.md', () => {
  const rows = readRows('docs/run-directory.md');

  it('names every type of journal record, and the fields of each', () => {
    const files = readdirSync(join(root, 'harness/journal')).filter((name) => name.endsWith('-entries.ts'));
    const entries = files.flatMap((name) =>
      read(`harness/journal/${name}`).split("readonly type: '").slice(1),
    );
    expect(entries.length).toBeGreaterThan(30);
    const missing = entries.flatMap((entry) => {
      const type = entry.slice(0, entry.indexOf("'"));
      const documented = inCode(rows.find((row) => row.length === 2 && row[0] === type)?.join(' `;` ') ?? '');
      const fields = [...entry.matchAll(/readonly (\w+)\??:/g)].map(([, field]) => field);
      const absent = fields.filter((field) => !documented.includes(field as string));
      return documented.length === 0 ? [type] : absent.map((field) => `${type}.${field}`);
    });
    expect(missing).toEqual([]);
  });

  it('names every action of a roll, kind of lane, protocol and kind of probe', () => {
    const named = (type: string) => inCode(rows.find((row) => row[0] === type)?.join(' `;` ') ?? '');
    const missing = (names: readonly string[], documented: readonly (string | undefined)[]) =>
      names.filter((name) => !documented.includes(name));
    const [, afterIntents = ''] = read('docs/run-directory.md').split('**Intents.**');
    const [intents = ''] = afterIntents.split('\n\n');
    expect([
      ...missing(Object.keys(actions), inCode(intents)),
      ...missing([...Object.keys(laneKinds), ...protocolNames], named('lane')),
      ...missing(probeKinds, named('probe')),
    ]).toEqual([]);
  });

  it('names every column of the samples with its type, and every outcome with its number', () => {
    const columns = rows.filter((row) => (columnNames as readonly string[]).includes(row[0] as string));
    expect(columns.filter((row) => row.length === 4).map(([name, type]) => `${name} ${type}`)).toEqual(
      columnNames.map((name) => `${name} ${String(columnTypes[name].type).toLowerCase()}`),
    );
    const numbered = rows.filter(([number = '']) => /^\d+$/.test(number));
    expect(numbered.map(([number, name]) => `${number} ${name}`)).toEqual(
      outcomeNames.map((name) => `${outcomes[name]} ${name}`),
    );
  });
});

interface Property {
  readonly type?: string;
  readonly default?: unknown;
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, Property>>;
  readonly items?: Property;
  readonly anyOf?: readonly Property[];
  readonly enum?: readonly string[];
}

/** Every setting without nested keys, or with `none` as an alternative, with its documented default. */
function listSettings(
  path: string,
  schema: Property,
  required: boolean,
): [path: string, value: string | null][] {
  const mapping = schema.anyOf?.find((one) => one.properties !== undefined) ?? schema;
  const children = Object.entries(mapping.properties ?? {}).flatMap(([key, child]) =>
    listSettings(path === '' ? key : `${path}.${key}`, child, mapping.required?.includes(key) ?? false),
  );
  const item = schema.items?.anyOf?.find((one) => one.properties !== undefined) ?? schema.items;
  const items = item?.properties === undefined ? [] : listSettings(`${path}[]`, item, false);
  if (schema.properties !== undefined) return children;
  const simple = typeof schema.default !== 'object' && schema.default !== undefined;
  const value = simple ? String(schema.default) : required ? 'required' : null;
  return [[path, value], ...children, ...items];
}

/** Every word that a setting can have as its value, by path. */
function listWords(path: string, schema: Property): [path: string, word: string][] {
  const below = Object.entries(schema.properties ?? {}).flatMap(([key, child]) =>
    listWords(path === '' ? key : `${path}.${key}`, child),
  );
  const forms = (schema.anyOf ?? []).flatMap((form) => listWords(path, form));
  const items = schema.items === undefined ? [] : (schema.items.anyOf ?? [schema.items]);
  const inList = items.flatMap((item) => listWords(item.properties === undefined ? path : `${path}[]`, item));
  return [
    ...(schema.enum ?? []).map((word): [string, string] => [path, word]),
    ...below,
    ...forms,
    ...inList,
  ];
}

describe('docs/scenario.md', () => {
  const settings = listSettings('', JSON.parse(read('scenarios/rehearsal.schema.json')), true);
  const documented = new Map(
    readRows('docs/scenario.md')
      .filter((row) => row.length === 4 && row[0] !== 'Setting')
      .map(([setting, , value]) => [setting, value]),
  );

  it('names exactly the settings of the schema', () => {
    expect([...documented.keys()].toSorted()).toEqual(settings.map(([path]) => path).toSorted());
  });

  it('names every provider, and those that are planned', () => {
    const row = readRows('docs/scenario.md').find(([setting]) => setting === 'cluster.provider') ?? [];
    expect(inCode(row[1] ?? '')).toEqual([...providerNames]);
    expect(inCode(row[3] ?? '')).toEqual([...plannedProviders]);
  });

  it('names every word that a setting can have', () => {
    const types = new Map(
      readRows('docs/scenario.md').map(([setting, type = '']) => [setting, inCode(`${type} \`${type}\``)]),
    );
    const words = listWords('', JSON.parse(read('scenarios/rehearsal.schema.json')));
    expect(words.length).toBeGreaterThan(10);
    expect(words.filter(([path, word]) => !types.get(path)?.includes(word))).toEqual([]);
  });

  it('has a row for every protocol', () => {
    const names = readRows('docs/scenario.md')
      .filter((row) => row.length === 3)
      .map(([lane]) => lane);
    expect(protocolNames.filter((name) => !names.includes(name))).toEqual([]);
  });

  it('names the providers of a setting that only some support', () => {
    const rows = new Map(readRows('docs/scenario.md').map((row) => [row[0], row.join(' ')]));
    const refused = Object.values(providerTraits).flatMap(({ refuses }) => refuses);
    const paths = [
      ...refused.filter(({ form }) => form === undefined).map(({ path }) => path),
      ...[
        ['cluster', 'images'],
        ['workload', 'images'],
        ['upgrade', 'gate', 'every'],
      ],
      ['upgrade', 'drain', 'maxQuarantined'],
      ['upgrade', 'drain', 'retryInterval'],
      ['upgrade', 'drain', 'onError'],
      ['upgrade', 'drain', 'force'],
      ['upgrade', 'drain', 'deleteEmptyDirData'],
      ['upgrade', 'abortAt'],
      ['upgrade', 'goBackAfter'],
    ];
    for (const path of paths) {
      const names = providersTaking(path).map((name) => `\`${name}\``);
      expect(names.length).toBeLessThan(providerNames.length);
      expect(rows.get(pathText(path))).toContain(`${names.join(' and ')} only`);
    }
    for (const [name, { refuses }] of Object.entries(providerTraits))
      for (const { path, form } of refuses)
        if (form !== undefined)
          expect(rows.get(pathText(path))).toMatch(new RegExp(`\`${form}\`:.*not with \`${name}\``));
  });

  it('names every code of a warning', () => {
    const sources = ['harness/scenario', 'harness/clusters', 'harness/embedded'].flatMap((folder) =>
      readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
        .filter((name) => name.endsWith('.ts'))
        .map((name) => read(`${folder}/${name}`)),
    );
    const codes = sources.flatMap((source) =>
      [...source.matchAll(/\bcode: '([a-z]+(?:-[a-z]+)+)'|\bwarning\(\s*'([a-z-]+)'/g)].map(
        ([, code, other]) => code ?? (other as string),
      ),
    );
    expect(codes.length).toBeGreaterThan(10);
    const page = read('docs/scenario.md');
    expect(codes.filter((code) => !page.includes(`\`${code}\``))).toEqual([]);
  });

  it('gives their defaults', () => {
    const stated = settings.filter(([, value]) => value !== null);
    expect(stated.length).toBeGreaterThan(40);
    const written = stated.map(([path]) => [path, documented.get(path)?.replace(' in the mapping', '')]);
    expect(written).toEqual(stated);
  });
});

describe('docs/judging.md', () => {
  const [, section = ''] = read('docs/judging.md').split('## A worked example');
  const example = section.split('\n## ')[0] ?? '';

  it('has at most five pages of prose', () => {
    expect(read('docs/judging.md').split(/\s+/).length).toBeLessThan(2_500);
  });

  it('works through its recorded run as the judge does', async () => {
    const { verdict, exitCode, episodes, criteria, recommendations } = await judged('kind-slices-behind');
    const worst = episodes.toSorted((a, b) => b.bad - a.bad)[0];
    if (worst === undefined) throw new Error('there is no episode');
    const { bad, slots, spanMs, badMs, outageMs } = worst;
    const others = episodes.filter(({ lane, step }) => lane !== worst.lane && step === worst.step);
    const missed = criteria.filter(({ state }) => state === 'missed');
    for (const text of [
      `| bad requests | ${bad} | of ${slots} in the episode: ${Math.round((bad / slots) * 100)}% |`,
      `| span | ${(spanMs / 1000).toFixed(2)} s |`,
      `| bad-request time | ${(badMs / 1000).toFixed(2)} s |`,
      `| outage | ${Math.round(outageMs)} ms |`,
      `${others.reduce((sum, episode) => sum + episode.bad, 0)} requests are charged to that\nstep`,
      `This is \`${worst.mechanism.id}\``,
      `explains ${/\b170\b/.exec(JSON.stringify(worst))} of the ${bad} requests`,
      `${recommendations.map(({ setting }) => `\`${setting}\``).join()} is ${recommendations.map(({ to }) => to.replace('s', ' s')).join()}`,
      `\`${missed.map(({ id }) => id).join()}\` is missed`,
      `the verdict is \`${verdict}\`, exit code ${exitCode}`,
    ])
      expect(example).toContain(text);
  });
});

describe('docs/judging-reference.md', () => {
  const page = read('docs/judging-reference.md');

  const rows = readRows('docs/judging-reference.md');

  /** Ids without a row that says when they are met, or without one that lists their other uses. */
  function undocumented(definitions: readonly CriterionDefinition[]): string[] {
    const judged = rows.filter((row) => row.length === 4).flatMap(([ids = '']) => [ids, ...inCode(ids)]);
    const asked = new Set(rows.filter((row) => row.length === 5).map((row) => row.join(' | ')));
    const text = (rule: object) => ('reason' in rule ? rule.reason : 'yes');
    return definitions
      .filter(({ id, appliesToBaseline, noiseFloor, hostOverload, recommendedBy }) => {
        const rules = [appliesToBaseline, noiseFloor, hostOverload].map(text);
        const row = [id, ...rules, recommendedBy.join(', ') || 'nothing'].join(' | ');
        return !judged.includes(id) || !asked.has(row);
      })
      .map(({ id }) => id);
  }

  it('has the rows of every criterion, and reports a criterion without any', () => {
    expect(undocumented(criteria)).toEqual([]);
    expect(undocumented([...criteria, exampleCriterion()])).toEqual(['example.requests']);
  });

  it('has a row for every post-check, with the rule that applies to its failure', () => {
    const timeline = foldTimeline([]);
    const evidence = arrangeEvidence({
      scenario,
      timeline,
      lanes: [],
      torn: false,
      floor: null,
      tool: '0.1.0',
    });
    const checks = postChecks.map((look) => look(evidence, criteria));
    const rule = ({ rejects, voidsMisses }: Check) => (rejects ? '5' : voidsMisses ? '6' : '10');
    const section = page.slice(page.indexOf('## Post-checks'), page.indexOf('## The verdict'));
    const documented = rowsIn(section).filter((row) => row.length === 3 && row[0] !== 'Check');
    expect(Object.fromEntries(documented.map(([id, , number]) => [id, number]))).toEqual(
      Object.fromEntries(checks.map((one) => [one.id, rule(one)])),
    );
  });

  it('has a row for every kind of lane', () => {
    const names = rows.filter((row) => row.length === 3).map(([lane]) => lane);
    expect(Object.keys(laneKinds).filter((kind) => !names.includes(`web/${kind}`))).toEqual([]);
  });

  it('has a row for every mechanism of the registry, in its order', () => {
    expect(findDocsFaults([...mechanisms, unknownMechanism], page)).toEqual([]);
  });

  it('works its example as the judge does', () => {
    const columns = createEmptyColumns(3_000);
    for (let row = 0; row < columns.length; row += 1) {
      const atUs = 50_000_000 + row * 10_000;
      columns.intendedUs[row] = atUs;
      columns.endUs[row] = atUs + (atUs === 61_200_000 ? 1_400_000 : 5_000);
      if (atUs >= 60_000_000 && atUs <= 60_610_000) columns.outcome[row] = outcomes.closed;
    }
    const data = {
      target: 'web',
      lane: 'fresh',
      kind: 'fresh',
      ratePerS: 100,
      columns,
      torn: false,
    } as const;
    const episodes = findEpisodes(createLaneView(data, 1_000));
    const [episode] = episodes;
    if (episode === undefined) throw new Error('there is no episode');
    const { bad, slots, fromUs, toUs, badMs, outageMs } = episode;
    const figures = {
      bad,
      episodes: episodes.length,
      span: `${(toUs - fromUs) / 1000} ms`,
      slots,
      depth: `${shown((bad / slots) * 100)}%`,
      'bad-request time': `${badMs} ms`,
      outage: `${outageMs} ms`,
    };
    const example = page.indexOf('## Figures of a simple lane');
    for (const [figure, value] of Object.entries(figures))
      expect(page.slice(example)).toContain(`\n| ${figure} | ${value} | `);
  });

  it('gives the bounds of Clopper and Pearson', () => {
    const listed = rows.filter(([bad = '', , bound = '']) => /^\d+$/.test(bad) && /^[\d.]+%$/.test(bound));
    expect(listed.length).toBeGreaterThan(3);
    for (const [bad, count, bound] of listed)
      expect(`${(clopperPearsonUpper(Number(bad), Number(count)) * 100).toFixed(1)}%`).toBe(bound);
  });
});

async function readHelp(...args: string[]): Promise<string> {
  const parts: string[] = [];
  const output = { write: (part: string) => void parts.push(part), isTTY: false, columns: 200 };
  const context: Context = {
    args: [...args, '--help'],
    cwd: root,
    stdout: output,
    stderr: output,
    ci: true,
    stateFolder: join(root, 'nowhere'),
    env: {},
    nodeVersion: '24.0.0',
    pid: 1,
    onInterrupt: () => ({ [Symbol.dispose]: () => {} }),
    onStrayError: () => ({ [Symbol.dispose]: () => {} }),
    keepCompiledCode: () => {},
    exit: (code) => {
      throw new Error(`exit ${code}`);
    },
  };
  expect(await runProgram(context)).toBe(0);
  return parts.join('');
}

describe('commands in the documents', () => {
  const code =
    pages
      .map(read)
      .join('\n')
      .match(/`[^`\n]+`|^(?:pnpm|make) .*$/gm) ?? [];
  const lines = code.map((one) => one.replaceAll('`', '').replace(/#.*/, '').trim());

  it('are all that the help lists: README.md has each', async () => {
    const help = await readHelp();
    const commands = [...help.slice(help.indexOf('Commands:')).matchAll(/^ {2}([a-z]+)\b/gm)].map(
      ([, name]) => name,
    );
    expect(commands.length).toBeGreaterThan(6);
    const readme = read('README.md');
    const named = (name: string) => new RegExp(`rehearse ${name}\\b`).test(readme);
    // `run` is the default, and `help` prints the list.
    const shown = commands.filter((name = '') => !['run', 'help'].includes(name) && !named(name));
    expect(shown).toEqual([]);
  });

  it('are existing commands, options and scenarios', async () => {
    const used = lines.filter((line) => /^(pnpm )?rehearse /.test(line));
    expect(used.length).toBeGreaterThan(8);
    for (const line of used) {
      const [first = '', ...rest] = line.replace(/^(pnpm )?rehearse /, '').split(/\s+/);
      const isScenario = first.endsWith('.yaml');
      if (isScenario) expect(existsSync(join(root, first)), line).toBe(true);
      else if (!first.startsWith('-'))
        expect(await readHelp(), line).toMatch(new RegExp(`^  ${first}\\b`, 'm'));
      const help = await readHelp(...(isScenario || first.startsWith('-') ? ['run'] : [first]));
      for (const option of [first, ...rest].filter((one) => one.startsWith('--')))
        expect(help, line).toContain(option);
    }
  });

  it('are targets of the Makefile', () => {
    const targets = lines.filter((line) => line.startsWith('make ')).map((line) => line.split(/\s+/)[1]);
    expect(targets.length).toBeGreaterThan(1);
    const makefile = read('Makefile');
    expect(targets.filter((target) => !new RegExp(`^${target}:`, 'm').test(makefile))).toEqual([]);
  });
});
