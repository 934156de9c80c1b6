import { after, before, type Example } from './recipe.ts';

/** `load.example`, a duration. */
export const setting: Example = {
  recipe: 'A scenario setting',
  name: 'example',
  registered: [
    before(
      'harness/scenario/load/load-spec.ts',
      '  /** Seed of the arrival schedule. */',
      '  readonly exampleMs: number;\n',
    ),
  ],
  missing: 'exampleMs',
  incomplete: [
    'harness/scenario/resolve.ts',
    'harness/scenario/resolved/schema.ts',
    'test/support/judge/simulated-run.ts',
  ],
  code: [
    before(
      'harness/scenario/schema/load.ts',
      '  seed: count(',
      "  example: positiveDuration().prefault('7s').describe('An example'),\n",
    ),
    after('harness/scenario/resolve.ts', 'recovery, closed, seed, cpus', ', example'),
    before('harness/scenario/resolve.ts', '    cpus: cpus ?? null,\n  };', '    exampleMs: example,\n'),
    before(
      'harness/scenario/resolved/load-schema.ts',
      '  seed: count,',
      '  exampleMs: durationMs.default(0),\n',
    ),
    before('test/support/judge/simulated-run.ts', '    seed: 1,', '    exampleMs: 0,\n'),
  ],
  documents: [
    before('docs/scenario.md', '| `load.seed` |', '| `load.example` | duration | `7s` | an example |\n'),
  ],
  rewritten: ['scenarios/rehearsal.schema.json'],
  undocumented: ['load.example'],
  untouched: [
    'harness/scenario/scenario.ts',
    'harness/scenario/workload-spec.ts',
    'harness/scenario/upgrade-policy.ts',
    'harness/scenario/schema/leaves.ts',
    'harness/scenario/schema/scenario.ts',
    'harness/scenario/rules.ts',
  ],
};
