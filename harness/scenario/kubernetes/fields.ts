import { nearest } from '../nearest.ts';
import { type Path, pathText } from '../walk.ts';
import type { Schema } from './schemas.ts';

/** The schema of a whole object, in which a misplaced field is searched. */
export interface FieldLookup {
  readonly root: Schema;
  resolve(schema: Schema): Schema;
}

/** A mapping of the schema, by the names on the path to it; `[]` is any item of a list. */
type Route = readonly string[];

/** Farther away, a field of the same name is a different field. */
const maxDistance = 4;
const maxDepth = 10;
/** A longer list of names would hide the mistake. */
const maxListed = 12;
/** Other lists of containers, which a reader seldom means. */
const secondary = ['initContainers', 'ephemeralContainers'];

/** A field that a mapping does not have: where it belongs, which one was probably meant, or which exist. */
export function unknownField(
  field: string,
  path: Path,
  schema: Schema,
  lookup: FieldLookup,
): { readonly message: string; readonly meant: string | null } {
  const place = path.length === 0 ? 'the object itself' : `\`${pathText(path)}\``;
  const homes = findHomes(field, createRoute(path), lookup);
  if (homes.length > 0) {
    const names = homes.map((route) => `\`${routeText(route)}\``).join(' or ');
    return { message: `\`${field}\` is no field of ${place}: it belongs in ${names}`, meant: null };
  }
  const fields = Object.keys(schema.properties ?? {});
  const meant = nearest(field, fields);
  const unknown = `unknown field \`${field}\` in ${place}`;
  if (meant !== null) return { message: `${unknown}; did you mean \`${meant}\`?`, meant };
  const listed = fields.length > 0 && fields.length <= maxListed;
  const known = listed ? `; known are ${fields.map((field) => `\`${field}\``).join(', ')}` : '';
  return { message: `${unknown}${known}`, meant: null };
}

const createRoute = (path: Path): Route => path.map((key) => (typeof key === 'number' ? '[]' : key));

const routeText = (route: Route) =>
  route.length === 0 ? 'the object itself' : route.join('.').replaceAll('.[]', '[]');

/** The nearest mappings that have the field, at most two. */
function findHomes(field: string, from: Route, lookup: FieldLookup): readonly Route[] {
  const found = routesWith(field, lookup)
    .filter((route) => !route.some((key) => secondary.includes(key)))
    .map((route) => ({ route, ...stepsBetween(from, route) }))
    .filter(
      ({ up, down, shared }) =>
        up + down <= maxDistance && (up === 0 || down === 0 || isObject(shared, lookup)),
    );
  const least = Math.min(...found.map(({ up, down }) => up + down));
  return found.flatMap(({ route, up, down }) => (up + down === least ? [route] : [])).slice(0, 2);
}

/** Steps up to the common ancestor and down again; an item counts as its list. */
function stepsBetween(
  from: Route,
  to: Route,
): { readonly up: number; readonly down: number; readonly shared: Route } {
  const differs = from.findIndex((key, index) => key !== to[index]);
  const shared = from.slice(0, differs < 0 ? from.length : differs);
  const steps = (route: Route) => route.slice(shared.length).filter((key) => key !== '[]').length;
  return { up: steps(from), down: steps(to), shared };
}

/**
 * Fields are only suggested within the `metadata` and `spec` of one object or template; two sources of a
 * volume have separate fields.
 */
function isObject(route: Route, { root, resolve }: FieldLookup): boolean {
  const at = route.reduce<Schema>(
    (schema, key) => (key === '[]' ? resolve(schema).items : resolve(schema).properties?.[key]) ?? {},
    root,
  );
  return resolve(at).properties?.metadata !== undefined;
}

function routesWith(field: string, { root, resolve }: FieldLookup): readonly Route[] {
  const routes: Route[] = [];
  const walk = (schema: Schema, route: Route, within: readonly string[]): void => {
    const { $ref } = schema;
    // A recursive definition is searched once.
    if (route.length > maxDepth || ($ref !== undefined && within.includes($ref))) return;
    const inner = $ref === undefined ? within : [...within, $ref];
    const { properties = {}, items } = resolve(schema);
    if (Object.hasOwn(properties, field)) routes.push(route);
    for (const [name, member] of Object.entries(properties)) walk(member, [...route, name], inner);
    if (items !== undefined) walk(items, [...route, '[]'], inner);
  };
  walk(root, [], []);
  return routes;
}
