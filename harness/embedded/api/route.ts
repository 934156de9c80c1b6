import { kinds } from '../kinds.ts';
import type { Kind } from '../objects.ts';

/** The resource that a path names. */
export interface Target {
  readonly kind: Kind;
  /** Absent: all namespaces, or a kind without namespaces. */
  readonly namespace?: string;
  /** Absent: the collection. */
  readonly name?: string;
  /** A subresource of the kind, or `finalize` of a namespace. */
  readonly subresource?: string;
}

const kindByPath = new Map(
  (Object.keys(kinds) as Kind[]).map((kind) => {
    const { group, version, plural } = kinds[kind];
    return [`${group}/${version}/${plural}`, kind];
  }),
);

/**
 * Parses `/api/v1/namespaces/NS/pods/NAME/log`, `/apis/apps/v1/deployments`, …
 * @returns null for a path that names no resource
 */
export function parseTarget(path: string): Target | null {
  const parts = path.split('/').slice(1).map(decoded);
  const [root, ...rest] = parts;
  if (root === 'api') return inVersion(`/${rest[0]}/`, rest.slice(1));
  if (root === 'apis') return inVersion(`${rest[0]}/${rest[1]}/`, rest.slice(2));
  return null;
}

function inVersion(prefix: string, parts: readonly string[]): Target | null {
  const [first, namespace, plural, ...rest] = parts;
  const inner = plural === undefined ? undefined : kindByPath.get(prefix + plural);
  if (first === 'namespaces' && namespace && inner !== undefined && kinds[inner].namespaced)
    return at(inner, { namespace }, rest);
  const outer = kindByPath.get(prefix + first);
  return outer === undefined ? null : at(outer, {}, parts.slice(1));
}

function at(kind: Kind, place: { namespace?: string }, parts: readonly string[]): Target | null {
  const [name, subresource, ...more] = parts;
  if (more.length > 0 || name === '' || subresource === '') return null;
  if (name === undefined) return { kind, ...place };
  // A namespaced object has only one path, which includes its namespace.
  if (kinds[kind].namespaced && place.namespace === undefined) return null;
  if (subresource === undefined) return { kind, ...place, name };
  return isSubresource(kind, subresource) ? { kind, ...place, name, subresource } : null;
}

function isSubresource(kind: Kind, name: string): boolean {
  if (kind === 'Namespace' && name === 'finalize') return true;
  return kinds[kind].subresources.some((subresource) => subresource === name);
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
