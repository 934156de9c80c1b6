/** Writes the tables of docs/providers.md about each provider's properties, from the table of traits. */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { formatDuration } from '../harness/scenario/duration.ts';
import { listRefusals } from '../harness/scenario/providers/settings.ts';
import { getTraits, providerNames } from '../harness/scenario/providers/table.ts';
import type { ProviderTraits, Refusal, Support } from '../harness/scenario/providers/traits.ts';
import { pathText } from '../harness/scenario/walk.ts';

const page = fileURLToPath(new URL('../docs/providers.md', import.meta.url));

const code = (words: readonly string[]) => words.map((word) => `\`${word}\``).join(', ');
const yesOrNo = (is: boolean) => (is ? 'yes' : 'no');
const has = (support: Support) => yesOrNo(support.supported);

/** Each row of the table of traits: its title, and its text for a provider. */
const rows: readonly (readonly [what: string, of: (traits: ProviderTraits) => string])[] = [
  ['what it consists of', ({ summary }) => summary],
  [
    'whose cluster it is',
    ({ ownership }) =>
      ({ created: "the run's: made and deleted by it", borrowed: 'yours: never deleted' })[ownership],
  ],
  [
    'what it is made from',
    ({ clonesProduction }) =>
      clonesProduction ? "production's specification (`cluster.from`)" : 'the scenario alone',
  ],
  [
    'its machines cost money: a run needs `--yes-create-cloud-resources`, outside continuous integration',
    ({ createsCloudResources }) => yesOrNo(createsCloudResources),
  ],
  [
    'how it is rolled',
    ({ rolling }) =>
      ({ nodes: 'node by node, by this tool', command: 'by a command of its own tool' })[rolling],
  ],
  ['strategies of control planes', ({ strategies }) => code(strategies['control-plane'])],
  ['strategies of workers', ({ strategies }) => code(strategies.worker)],
  [
    'order of pools',
    ({ poolOrder }) => ({ scenario: 'that of `cluster.pools`', name: 'by name' })[poolOrder],
  ],
  [
    'pause between two good validations',
    ({ validationEveryMs }) =>
      validationEveryMs === null ? '`upgrade.gate.every`' : formatDuration(validationEveryMs),
  ],
  [
    'pause before a blocked eviction is requested again',
    ({ drains }) => (drains === null ? '`upgrade.drain.retryInterval`' : formatDuration(drains.retryMs)),
  ],
  ['cluster DNS', (traits) => has(traits.has.dns)],
  ['network between the pods of different nodes', (traits) => has(traits.has.podNetwork)],
  ['images, loaded from the local engine', (traits) => has(traits.has.images)],
  ['control lane', (traits) => has(traits.has.controlLane)],
  ['a load balancer of the cloud may take the load', (traits) => has(traits.has.loadBalancer)],
  ['latency is judged', ({ judgesLatency }) => has(judgesLatency)],
  ['`cluster.cpus` needs `taskset`', ({ pinsWithTaskset }) => yesOrNo(pinsWithTaskset)],
];

const table = (head: readonly string[], body: readonly (readonly string[])[]) =>
  [head, head.map(() => '---'), ...body].map((cells) => `| ${cells.join(' | ')} |`).join('\n');

/** The setting, or the one form of it that is refused. */
function refusedSetting({ path, form }: Refusal): string {
  if (form === undefined) return `\`${pathText(path)}\``;
  return form === 'mapping' ? `\`${pathText(path)}\` as a mapping` : `\`${pathText(path)}: ${form}\``;
}

/** Every generated part of the page, by the name in its markers. */
export function providerTables(): ReadonlyMap<string, string> {
  const all = providerNames.map((name) => ({ name, traits: getTraits(name) }));
  const refused = all.flatMap(({ name, traits }) =>
    listRefusals(traits).map((refusal) => [refusedSetting(refusal), `\`${name}\``, refusal.why]),
  );
  return new Map([
    [
      'traits',
      table(
        ['', ...providerNames],
        rows.map(([what, of]) => [what, ...all.map(({ traits }) => of(traits))]),
      ),
    ],
    ['refused settings', table(['Setting', 'Refused by', 'Why'], refused)],
  ]);
}

/**
 * The page with its generated parts updated from the code. @throws Error if the page lacks the markers of one
 */
export function withProviderTables(text: string): string {
  return [...providerTables()].reduce((made, [name, part]) => {
    const [begin, end] = [`<!-- ${name}: made by scripts/provider-docs.ts -->`, `<!-- end of ${name} -->`];
    const [before, rest] = made.split(begin);
    const [, after] = (rest ?? '').split(end);
    if (before === undefined || after === undefined) throw new Error(`the page has no part "${name}"`);
    return `${before}${begin}\n\n${part}\n\n${end}${after}`;
  }, text);
}

if (import.meta.main) writeFileSync(page, withProviderTables(readFileSync(page, 'utf8')));
