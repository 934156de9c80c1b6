import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { providers } from '../../../../harness/clusters/providers.ts';
import {
  plannedProviders,
  providerNames,
  providerTraits,
} from '../../../../harness/scenario/providers/table.ts';

const harness = join(import.meta.dirname, '../../../../harness');
const names = [...providerNames, ...plannedProviders];
const name = `'(?:${names.join('|')})'`;

/** Decisions by a provider's name: comparisons, cases, lists to look it up in, and tables by name. */
const decisions = [
  new RegExp(`[!=]==?\\s*${name}`),
  new RegExp(`${name}\\s*[!=]==?`),
  new RegExp(`\\bcase\\s+${name}`),
  new RegExp(`\\[\\s*${name},\\s*${name}`),
  new RegExp(`\\bprovider['"]?\\s*:\\s*${name}`),
  new RegExp(`\\[[^\\]]*${name}[^\\]]*\\][^\\n]*\\b(?:provider|includes)\\b`),
  new RegExp(`\\b[Pp]rovider(?:Name)?\\b[^\\n]*\\b(?:includes|indexOf|has|startsWith)\\(\\s*${name}`),
  new RegExp(`^\\s*(?:'?(?:${providerNames.join('|')})'?:[^\\n]*\\n\\s*){2,}`, 'm'),
  new RegExp(`\\{\\s*(?:${providerNames.join(',\\s*')}),?\\s*\\}`),
];

const decide = (text: string): boolean => decisions.some((pattern) => pattern.test(text));

/** In objects with a field `kind`. */
const otherKinds = ['embedded/api/kinds/decode.ts'];

/** Where a provider may be named: its own folder, and the table. */
const own = new RegExp(`^(?:clusters/(?:${names.join('|')})|scenario/providers)/`);

const files = readdirSync(harness, { recursive: true, encoding: 'utf8' }).filter((file) =>
  file.endsWith('.ts'),
);

describe('the name of a provider', () => {
  it('decides nothing outside its own folder and the table of traits', () => {
    const found = files.filter(
      (file) =>
        !own.test(file) &&
        !otherKinds.includes(file) &&
        decide(withoutComments(readFileSync(join(harness, file), 'utf8'))),
    );
    expect(files.length).toBeGreaterThan(300);
    expect(found).toEqual([]);
  });

  it.each([
    "if (cluster.provider === 'kind') return;",
    "const twice = 'embedded' !== provider;",
    "switch (provider) {\n  case 'kops':",
    "  { provider: 'kind', path: ['cluster'] },",
    "if (['kind', 'kops'].includes(provider)) return;",
    "if (cluster.provider.startsWith('kind')) return;",
    "provider: z.enum(['embedded', 'kind']),",
    'const costs: Costs = { embedded, kind, kops };',
    'const costs = {\n  embedded: 1,\n  kind: 2,\n};',
  ])('would be found in `%s`', (text) => {
    expect(decide(text)).toBe(true);
  });

  it.each([
    "type Kind = RolloutState['kind'];",
    "if (path.at(-1) === 'name' && object.kind === 'Service') return;",
    'const { kind, metadata } = object;',
  ])('is not searched for in `%s`', (text) => {
    expect(decide(text)).toBe(false);
  });

  it('is imported from nowhere else', () => {
    const importing = files.flatMap((file) => {
      const [folder] = /^clusters\/[^/]+\//.exec(file) ?? [];
      const text = readFileSync(join(harness, file), 'utf8');
      const found = new RegExp(`from '[^']*(?:clusters/|\\./)(?:${names.join('|')})/`).exec(text)?.[0];
      return found === undefined || folder !== undefined ? [] : [`${file}: ${found}`];
    });
    expect(importing).toEqual([]);
  });
});

describe('the table of traits', () => {
  it('has the traits that the code of each provider implements', () => {
    for (const [name, traits] of Object.entries(providerTraits))
      expect(providers[name as keyof typeof providers].traits).toBe(traits);
    expect(Object.keys(providers)).toEqual([...providerNames]);
  });
});

function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|\s)\/\/.*$/gm, '');
}
