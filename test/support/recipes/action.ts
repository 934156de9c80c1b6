import { after, type Example } from './recipe.ts';

/** An action between the cordon and the drain, during which the node's API server is down. */
export const action: Example = {
  recipe: 'An action of the roll',
  name: 'relabel',
  registered: [
    after(
      'harness/journal/actions.ts',
      '  cordon: { takesApiAway: false },\n',
      '  relabel: { takesApiAway: true },\n',
    ),
  ],
  missing: null,
  incomplete: [],
  code: [
    after(
      'harness/upgrade/in-place.ts',
      '  yield* cordon();\n',
      "  yield* act('relabel', async () => 'as one may be');\n",
    ),
  ],
  documents: [
    after('docs/run-directory.md', 'an upgrade in place: `config`, `addons`, `cordon`, ', '`relabel`, '),
  ],
  rewritten: ['docs/summary.schema.json'],
  undocumented: ['relabel'],
  untouched: [
    'harness/upgrade/replace.ts',
    'harness/clusters/cluster.ts',
    'test/contract/cluster.test.ts',
    'harness/timeline/steps.ts',
    'harness/plan/estimate.ts',
  ],
};
