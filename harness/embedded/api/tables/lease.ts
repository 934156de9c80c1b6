import type { Resource } from '../resource.ts';
import { ageColumn, ageOf, column, nameColumn } from './cells.ts';

export const leaseTable: Resource<'Lease'>['table'] = {
  columns: [
    nameColumn,
    column('Holder', 'holderIdentity contains the identity of the holder of a current lease.'),
    ageColumn,
  ],
  cells: (lease, nowMs) => [lease.metadata.name, lease.spec?.holderIdentity ?? '', ageOf(lease, nowMs)],
};
