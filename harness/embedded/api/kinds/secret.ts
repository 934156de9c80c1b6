import { isDeepStrictEqual } from 'node:util';
import type { Resource } from '../resource.ts';
import { ageColumn, column, formatAge, nameColumn } from '../tables/cells.ts';
import { dataKeys } from './config-map.ts';
import { createObjectSchema, createResource } from './kind-resource.ts';
import { dnsSubdomain } from './names.ts';
import { checked, flag, type Problem, text, textMap } from './schema.ts';

const secretTable: Resource<'Secret'>['table'] = {
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
    formatAge(secret, nowMs),
  ],
};

const base64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

export const secret = createResource('Secret', {
  nameRule: dnsSubdomain,
  schema: checked(
    createObjectSchema('Secret', 'V1Secret', dnsSubdomain, {
      type: text.default('Opaque'),
      data: textMap.optional(),
      stringData: textMap.optional(),
      immutable: flag.optional(),
    }).transform(({ stringData, ...rest }) => (stringData ? withText(rest, stringData) : rest)),
    function* ({ data }): Iterable<Problem> {
      yield* dataKeys({ data });
      for (const [key, value] of Object.entries(data ?? {}))
        if (!base64.test(value))
          yield { reason: 'Invalid', path: ['data', key], value: '', message: 'illegal base64 data' };
    },
  ),
  table: secretTable,
  *changeProblems(before, after): Iterable<Problem> {
    if (before.type !== after.type)
      yield { reason: 'Invalid', path: ['type'], value: after.type, message: 'field is immutable' };
    if (!before.immutable) return;
    const message = 'field is immutable when `immutable` is set';
    if (!after.immutable) yield { reason: 'Forbidden', path: ['immutable'], message };
    if (!isDeepStrictEqual(before.data, after.data)) yield { reason: 'Forbidden', path: ['data'], message };
  },
});

/** As in the real server: `stringData` is written as text and read as base64. */
function withText<T extends { data?: Record<string, string> | undefined }>(
  given: T,
  texts: Record<string, string>,
): T {
  const coded = Object.entries(texts).map(([key, value]) => [key, Buffer.from(value).toString('base64')]);
  return { ...given, data: { ...given.data, ...Object.fromEntries(coded) } };
}
