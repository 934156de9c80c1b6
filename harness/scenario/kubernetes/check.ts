import { isMapping } from '../manifests/placed-object.ts';
import { type Path, pathText } from '../walk.ts';
import { type FieldLookup, unknownField } from './fields.ts';
import type { Schema } from './schemas.ts';
import { expectedShape, foundShape, isOfType, suggestFix, wrongValue } from './shapes.ts';

/** A problem with a member of an object. `of` says which position of it to show. */
export interface SchemaMistake {
  readonly path: Path;
  readonly of: 'key' | 'value';
  readonly message: string;
  readonly isUnknownField?: boolean;
}

/**
 * All problems that a schema finds in an object: unknown and misplaced fields, wrong shapes, values outside an
 * enumeration, missing fields.
 *
 * This is not a JSON Schema library, because a reader wants each mistake once, with the intended field and its place; a
 * library reports that an `additionalProperties` rule failed. Checks that only an API server can do are left to it:
 * patterns, ranges and combinations of values, names, references, defaults, feature gates. So the server may refuse
 * what passes here, and everything that a server accepts must pass here. Null is no value, as in Go.
 */
export function checkAgainst(
  object: unknown,
  schema: Schema,
  definition: (name: string) => Schema,
): readonly SchemaMistake[] {
  const mistakes: SchemaMistake[] = [];
  const resolve = (one: Schema): Schema => (one.$ref === undefined ? one : definition(one.$ref));
  const lookup: FieldLookup = { root: schema, resolve };

  function check(value: unknown, unresolved: Schema, path: Path): void {
    if (value === null || value === undefined) return;
    const one = resolve(unresolved);
    const name = path.length === 0 ? 'the object' : `\`${path.at(-1)}\``;
    const where = typeof path.at(-1) === 'number' ? `\`${pathText(path)}\`` : name;
    if (!isOfType(value, one)) {
      const message = `${where}: expected ${expectedShape(one, resolve)}, found ${foundShape(value, one)}${suggestFix(value, one, resolve)}`;
      mistakes.push({ path, of: 'value', message });
      return;
    }
    const wrong = wrongValue(value, one);
    if (wrong !== null) mistakes.push({ path, of: 'value', message: `${where}: ${wrong}` });
    if (Array.isArray(value))
      for (const [index, item] of value.entries()) check(item, one.items ?? {}, [...path, index]);
    else if (isMapping(value)) checkMapping(value, one, path);
  }

  function checkMapping(value: Readonly<Record<string, unknown>>, one: Schema, path: Path): void {
    const { properties, additionalProperties, required = [], open } = one;
    const meant: (string | null)[] = [];
    for (const [key, member] of Object.entries(value)) {
      const known =
        properties !== undefined && Object.hasOwn(properties, key) ? properties[key] : additionalProperties;
      if (known !== undefined) check(member, known, [...path, key]);
      else if (properties !== undefined && !open) {
        const unknown = unknownField(key, path, one, lookup);
        meant.push(unknown.meant);
        mistakes.push({ path: [...path, key], of: 'key', message: unknown.message, isUnknownField: true });
      }
    }
    for (const field of required)
      if ((value[field] === undefined || value[field] === null) && !meant.includes(field)) {
        const where = path.length === 0 ? '' : ` in \`${pathText(path)}\``;
        mistakes.push({ path, of: 'key', message: `\`${field}\` is missing${where}` });
      }
  }

  check(object, schema, []);
  return mistakes;
}
