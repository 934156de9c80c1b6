import { after, before, create, type Example, replace } from './recipe.ts';

/** Jobs without a controller that runs them. */
export const embeddedKind: Example = {
  recipe: 'A kind of object in the embedded cluster',
  name: 'job',
  registered: [
    before('harness/embedded/objects.ts', '  V1Lease,\n', '  V1Job,\n'),
    after(
      'harness/embedded/objects.ts',
      'export type Lease = StoredObject<V1Lease>;\n',
      'export type Job = StoredObject<V1Job>;\n',
    ),
    after('harness/embedded/objects.ts', '  Lease: Lease;\n', '  Job: Job;\n'),
  ],
  missing: 'Job',
  incomplete: [
    'harness/embedded/api/kinds/resources.ts',
    'harness/embedded/api/patch/merge-keys.ts',
    'harness/embedded/kinds.ts',
  ],
  code: [
    create(
      'harness/embedded/api/kinds/job.ts',
      `import { z } from 'zod';
import { ageColumn, formatAge, nameColumn } from '../tables/cells.ts';
import { dnsSubdomain } from './names.ts';
import { createObjectSchema, createResource } from './kind-resource.ts';

export const job = createResource('Job', {
  nameRule: dnsSubdomain,
  schema: createObjectSchema('Job', 'V1Job', dnsSubdomain, { spec: z.unknown(), status: z.unknown().optional() }),
  table: { columns: [nameColumn, ageColumn], cells: (one, nowMs) => [one.metadata.name, formatAge(one, nowMs)] },
});
`,
    ),
    before(
      'harness/embedded/api/kinds/resources.ts',
      'import { lease }',
      "import { job } from './job.ts';\n",
    ),
    after('harness/embedded/api/kinds/resources.ts', '  Lease: lease,\n', '  Job: job,\n'),
    after('harness/embedded/api/patch/merge-keys.ts', '  Lease: { metadata },\n', '  Job: { metadata },\n'),
    after(
      'harness/embedded/kinds.ts',
      "  Lease: kind('coordination.k8s.io', 'leases', []),\n",
      "  Job: kind('batch', 'jobs', []),\n",
    ),
  ],
  documents: [replace('docs/providers.md', '`EndpointSlice`, `Lease`', '`EndpointSlice`, `Lease`, `Job`')],
  rewritten: [],
  undocumented: ['Job'],
  untouched: [
    'harness/clusters/embedded/check-objects.ts',
    'harness/embedded/controllers/job.ts',
    'harness/embedded/controllers/manager.ts',
  ],
};
