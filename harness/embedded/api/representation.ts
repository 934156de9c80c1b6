import { formatApiVersion } from '../kinds.ts';
import type { Kind, Kinds } from '../objects.ts';
import type { Call } from './call.ts';
import { badRequest } from './failures.ts';
import type { Resource } from './resource.ts';
import { StatusError } from './status-error.ts';
import type { Store } from './store/store.ts';

/** How objects are serialized for a client, according to its Accept header. */
export interface Representation<K extends Kind> {
  object(object: Kinds[K]): string;
  list(items: readonly Kinds[K][], resourceVersion: string): string;
  /** The object of a watch event. Only the first table has column definitions. */
  event(object: Kinds[K]): string;
  bookmark(resourceVersion: string, annotations?: Readonly<Record<string, string>>): string;
}

type Form = 'json' | 'table' | 'partial';

/**
 * JSON, a Table for kubectl, or metadata only. Protobuf and YAML are ignored: every client that prefers one
 * of them also accepts JSON.
 * @throws StatusError 406 if JSON is not accepted, 400 for an unknown includeObject
 */
export function representationFor<K extends Kind>(
  { parts, request, query }: Call,
  kind: K,
): Representation<K> {
  const resource = parts.resources[kind];
  switch (chooseForm(request.headers.accept)) {
    case 'json':
      return inFull(resource, parts.store);
    case 'partial':
      return metadataOnly(resource);
    case 'table':
      return tables(resource, includedObject(query.get('includeObject')));
  }
}

function chooseForm(accept = '*/*'): Form {
  for (const range of accept.split(',')) {
    const [type, ...parameters] = range.split(';').map((part) => part.trim());
    if (type !== 'application/json' && type !== 'application/*' && type !== '*/*') continue;
    const as = parameters.find((parameter) => parameter.startsWith('as='))?.slice(3);
    if (as === undefined) return 'json';
    const isMeta = parameters.includes('g=meta.k8s.io') && parameters.includes('v=v1');
    if (isMeta && as === 'Table') return 'table';
    if (isMeta && (as === 'PartialObjectMetadata' || as === 'PartialObjectMetadataList')) return 'partial';
  }
  const message = 'only the following media types are accepted: application/json';
  throw new StatusError(406, 'NotAcceptable', message, {});
}

function inFull<K extends Kind>({ kind, names }: Resource<K>, { jsonText }: Store): Representation<K> {
  const apiVersion = formatApiVersion(names);
  return {
    object: jsonText,
    event: jsonText,
    list: (items, resourceVersion) =>
      listText(`${kind}List`, apiVersion, resourceVersion, items.map(jsonText)),
    bookmark: (resourceVersion, annotations) =>
      JSON.stringify({ kind, apiVersion, ...bookmarkMetadata(resourceVersion, annotations) }),
  };
}

const metaVersion = 'meta.k8s.io/v1';

function metadataOnly<K extends Kind>(_resource: Resource<K>): Representation<K> {
  const object = (one: Kinds[K]) => JSON.stringify(toPartialObject(one));
  return {
    object,
    event: object,
    list: (items, resourceVersion) =>
      listText('PartialObjectMetadataList', metaVersion, resourceVersion, items.map(object)),
    bookmark: (resourceVersion, annotations) =>
      JSON.stringify({
        kind: 'PartialObjectMetadata',
        apiVersion: metaVersion,
        ...bookmarkMetadata(resourceVersion, annotations),
      }),
  };
}

function tables<K extends Kind>(resource: Resource<K>, include: IncludeObject): Representation<K> {
  const { columns, cells } = resource.table;
  const row = (object: Kinds[K]) => ({ cells: cells(object, Date.now()), object: include(object) });
  const table = (items: readonly Kinds[K][], metadata: object, withColumns = true) =>
    JSON.stringify({
      kind: 'Table',
      apiVersion: metaVersion,
      metadata,
      columnDefinitions: withColumns ? columns : null,
      rows: items.map(row),
    });
  let isFirst = true;
  return {
    object: (object) => table([object], { resourceVersion: object.metadata.resourceVersion }),
    list: (items, resourceVersion) => table(items, { resourceVersion }),
    event(object) {
      const text = table([object], { resourceVersion: object.metadata.resourceVersion }, isFirst);
      isFirst = false;
      return text;
    },
    bookmark: (resourceVersion, annotations) =>
      table([], bookmarkMetadata(resourceVersion, annotations).metadata, false),
  };
}

type IncludeObject = (object: Kinds[Kind]) => object | null;

function includedObject(asked: string | null): IncludeObject {
  if (asked === null || asked === '' || asked === 'Metadata') return toPartialObject;
  if (asked === 'Object') return (object) => object;
  if (asked === 'None') return () => null;
  throw badRequest(`unrecognized includeObject value: "${asked}"`);
}

const toPartialObject = ({ metadata }: Kinds[Kind]) => ({
  kind: 'PartialObjectMetadata',
  apiVersion: metaVersion,
  metadata,
});

const bookmarkMetadata = (resourceVersion: string, annotations?: Readonly<Record<string, string>>) => ({
  metadata: { resourceVersion, creationTimestamp: null, ...(annotations && { annotations }) },
});

const listText = (kind: string, apiVersion: string, resourceVersion: string, items: readonly string[]) =>
  `{"kind":"${kind}","apiVersion":"${apiVersion}","metadata":{"resourceVersion":"${resourceVersion}"},"items":[${items.join(',')}]}`;
