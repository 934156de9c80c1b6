import { z } from 'zod';
import type { Resource } from '../resource.ts';
import { ageColumn, column, formatAge, nameColumn } from '../tables/cells.ts';
import { namespaceCondition } from './condition.ts';
import { createObjectSchema, createResource, withStatus } from './kind-resource.ts';
import { dnsLabel } from './names.ts';
import { model, text } from './schema.ts';

const namespaceTable: Resource<'Namespace'>['table'] = {
  columns: [nameColumn, column('Status', 'The status of the namespace'), ageColumn],
  cells: (namespace, nowMs) => [
    namespace.metadata.name,
    namespace.status?.phase ?? '',
    formatAge(namespace, nowMs),
  ],
};

const nameLabel = 'kubernetes.io/metadata.name';

export const namespace = createResource('Namespace', {
  nameRule: dnsLabel,
  schema: createObjectSchema('Namespace', 'V1Namespace', dnsLabel, {
    spec: model('V1NamespaceSpec', { finalizers: z.array(text).optional() }).prefault({}),
    status: model('V1NamespaceStatus', {
      phase: text.optional(),
      conditions: z.array(namespaceCondition).optional(),
    }).optional(),
  }),
  table: namespaceTable,
  beforeCreate: (object) =>
    withStatus(named({ ...object, spec: { finalizers: ['kubernetes'] } }), { phase: 'Active' }),
  // The finalizers have their own subresource: a client that replaces a namespace from a manifest does not send them.
  complete: ({ spec }, after) => named({ ...after, ...(spec && { spec }) }),
  fields: ({ status }) => ({ 'status.phase': status?.phase ?? '' }),
});

/** Namespaces are selected by labels alone, so a namespace's name is also a label. */
function named<T extends { metadata: { name: string; labels?: Record<string, string> } }>(object: T): T {
  const { metadata } = object;
  const labels = { ...metadata.labels, [nameLabel]: metadata.name };
  return { ...object, metadata: { ...metadata, labels } };
}
