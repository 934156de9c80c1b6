import { after, before, create, type Example } from './recipe.ts';

/** A criterion that the recorded example run misses. */
export const criterion: Example = {
  recipe: 'A criterion',
  name: 'example-steps',
  registered: [],
  missing: null,
  incomplete: [],
  code: [
    create(
      'harness/judge/criteria/example-steps.ts',
      `import { reason } from '../../reasons/reason.ts';
import type { CriterionDefinition } from './criterion.ts';

const none = { reason: 'it is an example' };

export const exampleSteps: CriterionDefinition = {
  id: 'example.steps',
  unit: 'steps',
  judge: ({ windows, scenario }) =>
    scenario.metadata.name === 'kind-patch-roll'
      ? [{ scope: {}, state: 'missed', value: windows.length, limit: 0, reasons: [reason('no-such-steps')] }]
      : [],
  appliesToBaseline: none,
  noiseFloor: none,
  hostOverload: none,
  recommendedBy: [],
};
`,
    ),
    after(
      'harness/reasons/harm-reasons.ts',
      'export const harmReasons = {\n',
      "  'no-such-steps': () => 'an example has no steps',\n",
    ),
    before(
      'harness/judge/criteria/registry.ts',
      'import { latencyP90 }',
      "import { exampleSteps } from './example-steps.ts';\n",
    ),
    after('harness/judge/criteria/registry.ts', '  lostWrites,\n', '  exampleSteps,\n'),
  ],
  documents: [
    before(
      'docs/judging-reference.md',
      '| `settle.within` | settle, ',
      '| `example.steps` | steps | none / any | never |\n',
    ),
    before(
      'docs/judging-reference.md',
      '| `settle.within` | no node ',
      '| `example.steps` | it is an example | it is an example | it is an example | nothing |\n',
    ),
  ],
  rewritten: ['docs/summary.schema.json'],
  undocumented: ['example.steps'],
  untouched: ['scripts/summary-schema.ts', 'harness/scenario/schema/criteria.ts', 'test/unit/judge/criteria'],
};
