import type { Position } from '../kubectl-yaml/read.ts';
import type { Path } from '../walk.ts';

/** A Kubernetes object as a manifest holds it. What kind it is, the cluster's API judges. */
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

/** An object, and where it stands. */
export interface PlacedObject {
  readonly object: ManifestObject;
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** Where a member of the object is written, or the nearest one around it: its key, or its value. */
  placeOf(path: Path, of?: 'key' | 'value'): Position;
}

/** The namespace that an object is in when it is of a kind that has one. */
export function getNamespace({ metadata }: ManifestObject): string {
  return metadata.namespace || 'default';
}

/** What a mapping has at a key, where it is itself a mapping; else an empty one. */
export function mappingAt(value: unknown, key: string | number): Readonly<Record<string, unknown>> {
  const found = isMapping(value) ? value[key] : undefined;
  return isMapping(found) ? found : {};
}

export function isMapping(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
