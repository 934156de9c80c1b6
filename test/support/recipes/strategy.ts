import { after, type Example, replace } from './recipe.ts';

/** A strategy that replaces nodes, as `replace` does. */
export const strategy: Example = {
  recipe: 'A strategy (how a node gets the new version)',
  name: 'rebuild',
  registered: [after('harness/scenario/upgrade-policy.ts', "strategy: 'replace'", " | 'rebuild'")],
  missing: 'rebuild',
  incomplete: [
    'harness/plan/estimate.ts',
    'harness/plan/replacement.ts',
    'harness/scenario/schema/upgrade.ts',
  ],
  code: [
    after('harness/plan/estimate.ts', '  replace: replaceMs,\n', '  rebuild: replaceMs,\n'),
    after('harness/plan/replacement.ts', '  replace: true,\n', '  rebuild: true,\n'),
    after(
      'harness/scenario/schema/upgrade.ts',
      "  replace: 'it leaves, then a new one comes',\n",
      "  rebuild: 'an example',\n",
    ),
    replace(
      'harness/scenario/resolved/schema.ts',
      "z.literal('replace')",
      "z.literal(['replace', 'rebuild'])",
    ),
    after('harness/scenario/providers/embedded.ts', "'replace', 'surge'", ", 'rebuild'"),
  ],
  documents: [
    after('docs/scenario.md', '| `upgrade.nodes.strategy` | `in-place`, `replace`, `surge`', ', `rebuild`'),
    after(
      'docs/scenario.md',
      '| `cluster.pools[].upgrade.strategy` | `in-place`, `replace`, `surge`',
      ', `rebuild`',
    ),
  ],
  rewritten: ['docs/providers.md', 'scenarios/rehearsal.schema.json'],
  undocumented: ['rebuild'],
  untouched: [
    'harness/scenario/resolve-workers.ts',
    'harness/upgrade/rebuild.ts',
    'harness/upgrade/in-place.ts',
    'harness/upgrade/replace.ts',
    'harness/upgrade/create-roller.ts',
    'harness/clusters/cluster.ts',
    'test/contract/cluster.test.ts',
  ],
};
