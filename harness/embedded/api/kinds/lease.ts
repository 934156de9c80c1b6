import type { Resource } from '../resource.ts';
import { ageColumn, column, formatAge, nameColumn } from '../tables/cells.ts';
import { createObjectSchema, createResource } from './kind-resource.ts';
import { dnsSubdomain } from './names.ts';
import { atLeast, model, text, time } from './schema.ts';

const leaseTable: Resource<'Lease'>['table'] = {
  columns: [
    nameColumn,
    column('Holder', 'holderIdentity contains the identity of the holder of a current lease.'),
    ageColumn,
  ],
  cells: (lease, nowMs) => [lease.metadata.name, lease.spec?.holderIdentity ?? '', formatAge(lease, nowMs)],
};

const spec = model(
  'V1LeaseSpec',
  {
    holderIdentity: text.optional(),
    leaseDurationSeconds: atLeast(1).optional(),
    leaseTransitions: atLeast(0).optional(),
    acquireTime: time.optional(),
    renewTime: time.optional(),
  },
  { refused: ['preferredHolder', 'strategy'] },
);

export const lease = createResource('Lease', {
  nameRule: dnsSubdomain,
  schema: createObjectSchema('Lease', 'V1Lease', dnsSubdomain, { spec: spec.prefault({}) }),
  table: leaseTable,
});
