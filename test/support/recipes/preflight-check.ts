import { after, before, create, type Example } from './recipe.ts';

/** A prerequisite that no machine has. */
export const preflightCheck: Example = {
  recipe: 'A check before the run',
  name: 'example',
  registered: [],
  missing: null,
  incomplete: [],
  code: [
    create(
      'harness/preflight/example.ts',
      `import type { Check } from '../clusters/cluster.ts';
import { errorTable } from '../errors.ts';

export function exampleCheck(): Check {
  const code = 'example-missing';
  return { name: 'an example', ok: false, found: 'none is here', hint: errorTable[code].hint, code };
}
`,
    ),
    before(
      'harness/errors.ts',
      "  'docker-missing': {",
      "  'example-missing': { exit: 3, hint: 'Bring an example.' },\n",
    ),
    after(
      'harness/rehearsal/checks.ts',
      "import { measureUse } from '../observe/host/use-now.ts';",
      "\nimport { exampleCheck } from '../preflight/example.ts';",
    ),
    after('harness/rehearsal/checks.ts', '    nodeCheck(request.nodeVersion),', '\n    exampleCheck(),'),
  ],
  documents: [
    before(
      'docs/errors.md',
      '| `docker-missing` |',
      '| `example-missing` | 3 | there is no example | Bring an example. |\n',
    ),
  ],
  rewritten: [],
  undocumented: ['example-missing'],
  untouched: ['harness/clusters/example', 'harness/clusters/cluster.ts'],
};
