import type { Position } from '../kubectl-yaml/read.ts';
import type { Path } from '../walk.ts';

/** A Kubernetes object from a manifest. The cluster's API checks its kind. */
export interface ManifestObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
  };
  readonly [field: string]: unknown;
}

/** An object, and its position. */
export interface PlacedObject {
  readonly object: ManifestObject;
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** The position of a member of the object, or the nearest one around it: its key, or its value. */
  findPlace(path: Path, of?: 'key' | 'value'): Position;
}

/** The namespace of an object if its kind is namespaced. */
export function getNamespace({ metadata }: ManifestObject): string {
  return metadata.namespace || 'default';
}

/** The mapping at a key of a mapping; an empty one if there is none. */
export function mappingAt(value: unknown, key: string | number): Readonly<Record<string, unknown>> {
  const found = isMapping(value) ? value[key] : undefined;
  return isMapping(found) ? found : {};
}

export function isMapping(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
