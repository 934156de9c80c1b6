import { parseAllDocuments, stringify } from 'yaml';

/** A Cluster or InstanceGroup of kops, as its YAML has it. Fields that are not read here are carried over as they are. */
export interface KopsObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly creationTimestamp?: string | null;
  };
  readonly spec: Fields;
}

/** The only version of objects that is read and written. */
export const objectVersion = 'kops.k8s.io/v1alpha2';

export type Fields = Readonly<Record<string, unknown>>;

/** Label of every instance group: the name of its cluster. */
export const groupClusterLabel = 'kops.k8s.io/cluster';

/** @throws Error where the text is no YAML, or a document is no object with kind, name and spec */
export function parseObjects(text: string): readonly KopsObject[] {
  return parseAllDocuments(text).flatMap((document) => {
    const [error] = document.errors;
    if (error !== undefined) throw error;
    const value: unknown = document.toJS();
    if (value === null) return [];
    if (!isKopsObject(value)) throw new Error('a document without kind, metadata.name and spec');
    return [value];
  });
}

/** As JSON, which every reader of YAML reads alike: no anchors, no merge keys, no words that are true to one and text to another. */
export const formatForKops = (objects: readonly KopsObject[]): string =>
  objects.map((object) => JSON.stringify(object)).join('\n---\n');

/** As people and `parseObjects` read them. */
export const formatObjects = (objects: readonly KopsObject[]): string =>
  objects.map((object) => stringify(object)).join('---\n');

function isKopsObject(value: unknown): value is KopsObject {
  const { kind, metadata, spec } = asFields(value);
  return typeof kind === 'string' && typeof asFields(metadata).name === 'string' && isFields(spec);
}

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The value where it is a mapping, otherwise an empty one. */
export const asFields = (value: unknown): Fields => (isFields(value) ? value : {});

/** The mappings of a list; empty where it is none. */
export const asList = (value: unknown): readonly Fields[] =>
  Array.isArray(value) ? value.filter(isFields) : [];

/** Every string in a value, keys of mappings too, with the path to it. */
export function* walkStrings(value: unknown, path: readonly string[] = []): Generator<StringAt> {
  if (typeof value === 'string') yield { path, text: value };
  if (typeof value !== 'object' || value === null) return;
  for (const [key, inner] of Object.entries(value)) {
    if (!Array.isArray(value)) yield { path, text: key };
    yield* walkStrings(inner, [...path, key]);
  }
}

interface StringAt {
  readonly path: readonly string[];
  readonly text: string;
}

/** A value with every string in it changed, keys of mappings too. */
export function mapStrings<T>(value: T, change: (text: string) => string): T {
  const map = (inner: unknown): unknown => {
    if (typeof inner === 'string') return change(inner);
    if (Array.isArray(inner)) return inner.map(map);
    if (!isFields(inner)) return inner;
    return Object.fromEntries(Object.entries(inner).map(([key, one]) => [change(key), map(one)]));
  };
  return map(value) as T;
}
