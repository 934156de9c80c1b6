import { after, type Example } from './recipe.ts';

/** A lane similar to `fresh`. */
export const laneKind: Example = {
  recipe: 'A kind of lane',
  name: 'burst',
  registered: [
    after(
      'harness/scenario/load/lane-kinds.ts',
      'export const laneKinds = {\n',
      "  burst: { connections: 'an example', openLoop: true, keepsConnections: false, streams: false },\n",
    ),
  ],
  missing: 'burst',
  incomplete: [
    'harness/load/first-request.ts',
    'harness/load/index.ts',
    'harness/load/open-worker.ts',
    'harness/rehearsal/phases/lanes.ts',
  ],
  code: [
    after('harness/load/first-request.ts', '  fresh: sendOnce,\n', '  burst: sendOnce,\n'),
    after('harness/load/index.ts', '  fresh: () => null,\n', '  burst: () => null,\n'),
    after('harness/load/open-worker.ts', '  fresh: openLane,\n', '  burst: openLane,\n'),
    after('harness/rehearsal/phases/lanes.ts', '  fresh: planRequests,\n', '  burst: planRequests,\n'),
  ],
  documents: [
    after('docs/scenario.md', '| `load.lanes` | list of `reused`, `fresh`, `stream`', ', `burst`'),
    after('docs/scenario.md', '| `load.lanes[].connections` | `reused`, `fresh`', ', `burst`'),
    after('docs/run-directory.md', '`kind` (`reused`, `fresh`, `stream`, `closed`', ', `burst`'),
    after(
      'docs/judging-reference.md',
      '| `web/fresh` | open loop, a new connection for each request | judged |\n',
      '| `web/burst` | open loop | judged |\n',
    ),
  ],
  rewritten: ['scenarios/rehearsal.schema.json', 'docs/summary.schema.json'],
  undocumented: ['burst'],
  untouched: [],
};
