import { after, before, create, type Example } from './recipe.ts';

/** A section that says which tool made the report. */
export const section: Example = {
  recipe: 'A section of the report',
  name: 'example',
  registered: [],
  missing: null,
  incomplete: [],
  code: [
    create(
      'harness/report/sections/example.ts',
      `import type { Summary } from '../../judge/answer/summary.ts';
import type { Section } from '../document.ts';

export function exampleSection({ tool }: Summary): Section {
  const text = \`Made by version \${tool}.\`;
  return { id: 'example', heading: 'An example', blocks: [{ kind: 'text', text }], source: 'the tool' };
}
`,
    ),
    before(
      'harness/report/sections.ts',
      'import { hostSection }',
      "import { exampleSection } from './sections/example.ts';\n",
    ),
    after('harness/report/sections.ts', '  { section: stepsSection },\n', '  { section: exampleSection },\n'),
  ],
  documents: [],
  rewritten: [],
  undocumented: [],
  untouched: [
    'harness/report/document.ts',
    'harness/format',
    'harness/judge/answer',
    'harness/judge/summaries',
    'harness/judge/judge.ts',
    'harness/report/page',
    'harness/rehearsal/report-assets.ts',
    'harness/report/files.ts',
    'harness/report/summary-schema',
    'test/support/report/samples.ts',
    'docs/summary.schema.json',
    'docs/run-directory.md',
    'test/unit/report/section-registry.test.ts',
  ],
};
