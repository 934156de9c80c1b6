import type { Resource } from '../resource.ts';
import { ageColumn, ageOf, column, nameColumn } from './cells.ts';

export const namespaceTable: Resource<'Namespace'>['table'] = {
  columns: [nameColumn, column('Status', 'The status of the namespace'), ageColumn],
  cells: (namespace, nowMs) => [
    namespace.metadata.name,
    namespace.status?.phase ?? '',
    ageOf(namespace, nowMs),
  ],
};
