import { leaseTable } from '../tables/lease.ts';
import { dnsSubdomain } from './names.ts';
import { objectOf, resourceOf } from './resource-of.ts';
import { atLeast, model, text, time } from './schema.ts';

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

export const lease = resourceOf('Lease', {
  nameRule: dnsSubdomain,
  schema: objectOf('Lease', 'V1Lease', dnsSubdomain, { spec: spec.prefault({}) }),
  table: leaseTable,
});
