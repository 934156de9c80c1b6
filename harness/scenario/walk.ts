import { z } from 'zod';

/** Keys and list positions from the root of a scenario. */
export type Path = readonly (string | number)[];

/** A path in written form: `cluster.pools.0.nodes`; keys with dots in brackets: `cluster.nodeImages[1.34.4]`. */
export function pathText(path: Path): string {
  return path.reduce<string>((text, key) => {
    if (String(key).includes('.')) return `${text}[${key}]`;
    return text === '' ? String(key) : `${text}.${key}`;
  }, '');
}

/** Whether `path` is `ancestor` or lies below it. */
export function isWithin(path: Path, ancestor: Path): boolean {
  return ancestor.every((key, index) => String(path[index]) === String(key));
}

/** The value at a path of plain data; undefined if there is none. */
export function valueAt(data: unknown, path: Path): unknown {
  return path.reduce<unknown>((value, key) => {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
    return (value as Record<string | number, unknown>)[key];
  }, data);
}

/** The mapping of a schema below its defaults and its `none`; null if it is something else. */
function unwrapSection(schema: z.core.$ZodType): z.ZodObject | null {
  if (schema instanceof z.ZodObject) return schema;
  if (schema instanceof z.ZodPrefault || schema instanceof z.ZodOptional)
    return unwrapSection(schema.def.innerType);
  if (schema instanceof z.ZodUnion)
    return schema.def.options.map(unwrapSection).find((option) => option !== null) ?? null;
  return null;
}

/** The items of a schema's list; null if it is something else. */
function unwrapItem(schema: z.core.$ZodType): z.core.$ZodType | null {
  if (schema instanceof z.ZodArray) return schema.def.element;
  return schema instanceof z.ZodPrefault || schema instanceof z.ZodOptional
    ? unwrapItem(schema.def.innerType)
    : null;
}

/** The keys that are known at a path; none if the schema has no mapping. */
export function keysAt(schema: z.core.$ZodType, path: Path): readonly string[] {
  const [key, ...rest] = path;
  if (key === undefined) return Object.keys(unwrapSection(schema)?.shape ?? {});
  const item = unwrapItem(schema);
  if (item !== null) return keysAt(item, rest);
  const child = unwrapSection(schema)?.shape[key];
  return child === undefined ? [] : keysAt(child, rest);
}

/** A scenario of which any part may be missing, because it was invalid. */
export type Understood<T> = T extends string | number | boolean
  ? T
  : T extends readonly (infer Item)[]
    ? readonly (Understood<Item> | undefined)[]
    : { readonly [Key in keyof T]?: Understood<NonNullable<T[Key]>> };

/** Every part of the data that is valid by itself, with defaults, so that one mistake hides no other. */
export function understood<Schema extends z.ZodType>(
  schema: Schema,
  data: unknown,
): Understood<z.output<Schema>> | undefined {
  return selectPart(schema, data) as Understood<z.output<Schema>> | undefined;
}

function selectPart(schema: z.core.$ZodType, data: unknown): unknown {
  const item = unwrapItem(schema);
  if (item !== null && Array.isArray(data)) return data.map((one) => selectPart(item, one));
  const section = unwrapSection(schema);
  if (section === null || typeof data !== 'object' || data === null || Array.isArray(data)) {
    const result = z.safeParse(schema, data);
    return result.success ? result.data : undefined;
  }
  const parts = Object.entries(section.shape).map(([key, child]) => [
    key,
    selectPart(child, valueAt(data, [key])),
  ]);
  return Object.fromEntries(parts);
}
