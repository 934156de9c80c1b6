import { after, before, create, type Example } from './recipe.ts';

/** A check that fails for the recorded example run. */
export const postCheck: Example = {
  recipe: 'A check after the run (post-check)',
  name: 'example',
  registered: [],
  missing: null,
  incomplete: [],
  code: [
    create(
      'harness/judge/checks/example.ts',
      `import type { Evidence } from '../evidence.ts';
import { reason } from '../../reasons/reason.ts';
import { type Check, check } from './check.ts';

export function exampleHolds({ timeline, scenario }: Evidence): Check {
  const isFaulty = scenario.metadata.name === 'kind-patch-roll';
  const faults = isFaulty ? [reason('no-example', { steps: timeline.steps.length })] : [];
  return check('example-holds', true, faults, reason('one-example'));
}
`,
    ),
    after(
      'harness/reasons/check-reasons.ts',
      'export const checkReasons = {\n',
      `  'no-example': ({ steps }: { steps: number }) => \`\${steps} steps are no example\`,
  'one-example': () => 'they are one',
`,
    ),
    before(
      'harness/judge/checks/registry.ts',
      'import { evictedPodsMadeAgain }',
      "import { exampleHolds } from './example.ts';\n",
    ),
    after('harness/judge/checks/registry.ts', '  baselineMeetsCriteria,\n', '  exampleHolds,\n'),
  ],
  documents: [
    before(
      'docs/judging-reference.md',
      '| `baseline-meets-criteria` |',
      '| `example-holds` | the steps are an example | 5 |\n',
    ),
  ],
  rewritten: ['docs/summary.schema.json'],
  undocumented: ['example-holds'],
  untouched: ['harness/judge/checks/check.ts', 'test/fixtures/recordings/README.md'],
};
