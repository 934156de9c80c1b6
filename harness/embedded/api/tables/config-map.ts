import type { Resource } from '../resource.ts';
import { ageColumn, ageOf, column, nameColumn } from './cells.ts';

export const configMapTable: Resource<'ConfigMap'>['table'] = {
  columns: [nameColumn, column('Data', 'Data contains the configuration data.', 'integer'), ageColumn],
  cells: (map, nowMs) => [
    map.metadata.name,
    Object.keys(map.data ?? {}).length + Object.keys(map.binaryData ?? {}).length,
    ageOf(map, nowMs),
  ],
};
