import { after, before, create, type Example } from './recipe.ts';

const when = 'There are bad requests.';

/** A mechanism that explains every episode of the recorded example run. */
export const mechanism: Example = {
  recipe: 'A mechanism (a cause of an outage, a failed probe or late answers)',
  name: 'solar-flare',
  registered: [],
  missing: null,
  incomplete: [],
  code: [
    create(
      'harness/judge/causes/mechanisms/solar-flare.ts',
      `import { reason } from '../../../reasons/reason.ts';
import type { Mechanism } from './mechanism.ts';

export const solarFlare: Mechanism = {
  id: 'solar-flare',
  title: 'solar flare over the rack',
  find: {
    episode: ({ bad }, { scenario }) =>
      scenario.metadata.name === 'kind-patch-roll' ? { explains: bad, lagMs: null, evidence: [reason('red-sky')] } : null,
  },
  recommend: null,
  docs: { when: '${when}', recommendation: 'None.' },
};
`,
    ),
    after(
      'harness/reasons/pod-reasons.ts',
      'export const podReasons = {\n',
      "  'red-sky': () => 'the sky was red',\n",
    ),
    before(
      'harness/judge/causes/mechanisms/registry.ts',
      'import { staleEndpoint }',
      "import { solarFlare } from './solar-flare.ts';\n",
    ),
    after(
      'harness/judge/causes/mechanisms/registry.ts',
      'export const mechanisms: readonly Mechanism[] = [\n',
      '  solarFlare,\n',
    ),
  ],
  documents: [
    after(
      'docs/judging-reference.md',
      '| Mechanism | Title | When | Recommended |\n|---|---|---|---|\n',
      `| \`solar-flare\` | solar flare over the rack | ${when} | None. |\n`,
    ),
  ],
  rewritten: ['docs/summary.schema.json'],
  undocumented: ['solar-flare'],
  untouched: [
    'test/unit/judge',
    'test/fixtures/recordings',
    'scripts/record-fixtures.ts',
    'test/unit/judge/causes',
    'docs/measured.md',
  ],
};
