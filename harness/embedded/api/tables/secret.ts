import type { Resource } from '../resource.ts';
import { ageColumn, ageOf, column, nameColumn } from './cells.ts';

export const secretTable: Resource<'Secret'>['table'] = {
  columns: [
    nameColumn,
    column('Type', 'Used to facilitate programmatic handling of secret data.', 'string'),
    column('Data', 'Data contains the secret data.', 'integer'),
    ageColumn,
  ],
  cells: (secret, nowMs) => [
    secret.metadata.name,
    secret.type ?? '',
    Object.keys(secret.data ?? {}).length,
    ageOf(secret, nowMs),
  ],
};
