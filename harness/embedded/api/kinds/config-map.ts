import { isDeepStrictEqual } from 'node:util';
import type { Resource } from '../resource.ts';
import { ageColumn, column, formatAge, nameColumn } from '../tables/cells.ts';
import { createObjectSchema, createResource } from './kind-resource.ts';
import { dnsSubdomain } from './names.ts';
import { checked, flag, type Problem, textMap } from './schema.ts';

const configMapTable: Resource<'ConfigMap'>['table'] = {
  columns: [nameColumn, column('Data', 'Data contains the configuration data.', 'integer'), ageColumn],
  cells: (map, nowMs) => [
    map.metadata.name,
    Object.keys(map.data ?? {}).length + Object.keys(map.binaryData ?? {}).length,
    formatAge(map, nowMs),
  ],
};

const keys = /^[-._a-zA-Z0-9]{1,253}$/;

export const configMap = createResource('ConfigMap', {
  nameRule: dnsSubdomain,
  schema: checked(
    createObjectSchema('ConfigMap', 'V1ConfigMap', dnsSubdomain, {
      data: textMap.optional(),
      binaryData: textMap.optional(),
      immutable: flag.optional(),
    }),
    dataKeys,
  ),
  table: configMapTable,
  *changeProblems(before, after): Iterable<Problem> {
    if (!before.immutable) return;
    const message = 'field is immutable when `immutable` is set';
    if (!after.immutable) yield { reason: 'Forbidden', path: ['immutable'], message };
    for (const field of ['data', 'binaryData'] as const)
      if (!isDeepStrictEqual(before[field], after[field]))
        yield { reason: 'Forbidden', path: [field], message };
  },
});

/** Names that are not valid as keys, by field. */
export function* dataKeys(fields: Readonly<Record<string, unknown>>): Iterable<Problem> {
  for (const field of ['data', 'binaryData'])
    for (const key of Object.keys(fields[field] ?? {}))
      if (!keys.test(key))
        yield {
          reason: 'Invalid',
          path: [field, key],
          value: key,
          message:
            "a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')",
        };
}
