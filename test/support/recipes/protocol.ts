import { after, before, create, type Example } from './recipe.ts';

/** A protocol whose requests all fail, each in a way that no other carrier has. */
export const protocol: Example = {
  recipe: 'A protocol',
  name: 'h9',
  registered: [
    after(
      'harness/scenario/load/protocols.ts',
      "  h2: { title: 'HTTP/2', requests: 'many' },\n",
      "  h9: { title: 'HTTP/9', requests: 'none' },\n",
    ),
  ],
  missing: 'h9',
  incomplete: ['harness/load/open/carriers.ts', 'harness/workload/other-port.ts'],
  code: [
    create(
      'harness/load/h9/carrier.ts',
      `import type { Carrier, CarrierJob, OnExchangeEnd } from '../lanes/carrier.ts';
import type { CarrierContext } from '../lanes/lane.ts';

export function openH9(_job: CarrierJob, _context: CarrierContext, ended: OnExchangeEnd): Carrier {
  return {
    carry: (exchange) => void ended(exchange, 'protocol-error', new Error('nobody speaks HTTP/9')),
    drop() {},
    async close() {},
  };
}
`,
    ),
    before(
      'harness/load/open/carriers.ts',
      'import { openHttp1 }',
      "import { openH9 } from '../h9/carrier.ts';\n",
    ),
    after('harness/load/open/carriers.ts', 'http1: openHttp1, h2: openH2', ', h9: openH9'),
    after(
      'harness/workload/other-port.ts',
      "  h2: { plain: 'h2c', tls: 'tls' },\n",
      '  h9: { plain: null, tls: null },\n',
    ),
  ],
  documents: [
    after('test/unit/structure.test.ts', "  load: ['request', 'lanes', 'http1', 'http2', ", "'h9', "),
    after('docs/architecture.md', '`load`: `request`, `lanes`, `http1`, `http2`, ', '`h9`, '),
    after('docs/scenario.md', '| `load.lanes[].protocol` | `http1`, `h2`', ', `h9`'),
    before('docs/scenario.md', '| `tls`, either protocol |', '| `h9` | nowhere | none |\n'),
    after('docs/run-directory.md', '`protocol` (`http1`, `h2`', ', `h9`'),
    before('docs/judging-reference.md', '### HTTP/2\n', '### HTTP/9\n\nNobody speaks it.\n\n'),
  ],
  rewritten: ['scenarios/rehearsal.schema.json'],
  undocumented: ['h9'],
  untouched: ['workloads/web/ports.ts', 'bench/truth'],
};
