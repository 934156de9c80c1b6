import { z } from 'zod';
import { formatApiVersion, kinds } from '../kinds.ts';
import type { Kind } from '../objects.ts';
import type { DiscoveryAnswer } from './discovery.ts';
import { resources } from './kinds/resources.ts';
import { notes } from './kinds/schema.ts';

const all = Object.keys(kinds) as Kind[];
const paths = new Map(all.map((kind) => [`${getRoot(kind)}/${kinds[kind].version}`, kind]));
const documents = new Map<string, object>();

/**
 * OpenAPI v3, limited to what kubectl reads. It declares that PATCH supports `fieldValidation`, so that kubectl leaves
 * checks to the server, and lists the fields of every kind for `kubectl explain`. The document of version 2 is empty:
 * kubectl requests it for a manifest of kind `List`, finds no kinds and leaves those checks to the server, too.
 * @returns null for a path that is not an OpenAPI path
 */
export function openApi(path: string): DiscoveryAnswer | null {
  if (path === '/openapi/v2') return { contentType: 'application/octet-stream', body: emptyVersion2 };
  if (path === '/openapi/v3') return { contentType: json, body: index };
  const groupVersion = path.startsWith('/openapi/v3/') ? path.slice('/openapi/v3/'.length) : '';
  if (!paths.has(groupVersion)) return null;
  const body = documents.get(groupVersion) ?? createDocument(groupVersion);
  documents.set(groupVersion, body);
  return { contentType: json, body };
}

const json = 'application/json';
/** Protobuf, the only form that clients read: field 1, `swagger`, is "2.0". */
const emptyVersion2 = '\n\u00032.0';

function getRoot(kind: Kind): string {
  const { group } = kinds[kind];
  return group === '' ? 'api' : `apis/${group}`;
}

const index = {
  paths: Object.fromEntries(
    [...paths.keys()].map((path) => [path, { serverRelativeURL: `/openapi/v3/${path}` }]),
  ),
};

function createDocument(groupVersion: string): object {
  const own = all.filter((kind) => `${getRoot(kind)}/${kinds[kind].version}` === groupVersion);
  return {
    openapi: '3.0.0',
    info: { title: 'Embedded cluster', version: 'v1' },
    paths: Object.fromEntries(own.map((kind) => [formatPath(kind), createOperations(kind)])),
    components: { schemas: Object.fromEntries(own.map((kind) => [schemaName(kind), createSchema(kind)])) },
  };
}

function formatPath(kind: Kind): string {
  const { namespaced, plural, version } = kinds[kind];
  return `/${getRoot(kind)}/${version}/${namespaced ? 'namespaces/{namespace}/' : ''}${plural}/{name}`;
}

const schemaName = (kind: Kind) => `embedded.${formatApiVersion(kinds[kind]).replace('/', '.')}.${kind}`;

const getType = (kind: Kind) => ({ group: kinds[kind].group, version: kinds[kind].version, kind });

function createOperations(kind: Kind): object {
  const schema = { $ref: `#/components/schemas/${schemaName(kind)}` };
  const responses = { 200: { description: 'OK', content: { 'application/json': { schema } } } };
  const common = { responses, 'x-kubernetes-group-version-kind': getType(kind) };
  return {
    get: { ...common, 'x-kubernetes-action': 'get' },
    patch: {
      ...common,
      'x-kubernetes-action': 'patch',
      parameters: ['dryRun', 'fieldManager', 'fieldValidation'].map(parameter),
      // Strategic merge patches are accepted but not declared. If they were, kubectl would create them from
      // these schemas and fail on a field that the schemas lack. With its built-in types it sends the field
      // and gets an error from the server.
      requestBody: { content: { 'application/merge-patch+json': { schema: { type: 'object' } } } },
    },
  };
}

const parameter = (name: string) => ({ name, in: 'query', schema: { type: 'string', uniqueItems: true } });

function createSchema(kind: Kind): object {
  const { $schema: _, ...schema } = z.toJSONSchema(resources[kind].schema, {
    target: 'openapi-3.0',
    io: 'input',
    unrepresentable: 'any',
    override: ({ zodSchema, jsonSchema }) => {
      const description = findNote(zodSchema);
      if (description !== null) jsonSchema.description = description;
    },
  });
  return { ...schema, 'x-kubernetes-group-version-kind': [getType(kind)] };
}

function findNote(schema: z.core.$ZodType): string | null {
  const note = notes.get(schema);
  if (note === undefined || 'model' in note) return null;
  if ('refused' in note) return 'Not supported by the embedded cluster: refused.';
  return 'inert' in note
    ? `Accepted without effect: ${note.inert}.`
    : `Accepted and not kept: ${note.dropped}.`;
}
