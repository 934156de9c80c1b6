import { z } from 'zod';

/** What a schema records in addition to what it accepts. Read by field-lists.ts and openapi.ts. */
export type Note =
  /** The object's type name in the client library. A test checks that each of its fields is accepted or refused. */
  | { readonly model: string }
  /** Accepted and stored, without effect. */
  | { readonly inert: string }
  /** Accepted and not stored. */
  | { readonly dropped: string }
  /** Kubernetes has the field, the embedded cluster does not. */
  | { readonly refused: true };

export const notes = z.registry<Note>();

export type Reason = 'Invalid' | 'Required' | 'Forbidden' | 'Unsupported' | 'Duplicate';

/** The problem with a field, in the wording of the real server. */
export interface Problem {
  readonly reason: Reason;
  readonly path: readonly PropertyKey[];
  readonly value?: unknown;
  readonly message: string;
}

/**
 * A type of Kubernetes with the fields that the embedded cluster supports. Any other key is an unknown field.
 * @param left fields that Kubernetes has and the cluster does not: `refused` by name, or `dropped` if they
 * are reports that no component reads
 */
export function model<S extends z.ZodRawShape>(
  name: string,
  shape: S,
  left: { readonly refused?: readonly string[]; readonly dropped?: readonly string[] } = {},
): z.ZodObject<S, z.core.$strict> {
  const rest = {
    ...Object.fromEntries((left.refused ?? []).map((field) => [field, refused()])),
    ...Object.fromEntries((left.dropped ?? []).map((field) => [field, dropped('not reported')])),
  };
  return z.strictObject({ ...rest, ...shape }).register(notes, { model: name });
}

/** Its empty value means nothing in Kubernetes either and is not stored. */
function refused() {
  return z
    .custom((value) => isEmpty(value), { params: forbidden })
    .transform(() => undefined)
    .register(notes, { refused: true })
    .optional();
}

const forbidden: Omit<Problem, 'path'> = {
  reason: 'Forbidden',
  message: 'not supported by the embedded cluster',
};

function isEmpty(value: unknown): boolean {
  if (typeof value === 'object' && value !== null) return Object.keys(value).length === 0;
  return value === undefined || value === false || value === '' || value === 0;
}

/** A field without effect in the embedded cluster, with the reason. */
export function inert<T extends z.ZodType>(why: string, of: T): z.ZodOptional<T> {
  const field = of.optional();
  // Recorded here and not on the schema, which other fields may share.
  notes.add(field, { inert: why });
  return field;
}

/** A field that is accepted and not stored, with the reason. */
export function dropped(why: string) {
  return z
    .unknown()
    .transform(() => undefined)
    .register(notes, { dropped: why })
    .optional();
}

/** Adds a check that a schema's shape can't express. */
export function checked<T extends z.ZodType>(schema: T, find: (value: z.output<T>) => Iterable<Problem>): T {
  return schema.check(({ value, issues }) => {
    for (const { path, ...problem } of find(value))
      issues.push({ code: 'custom', input: value, path: [...path], params: problem });
  }) as T;
}

export const text = z.string();
export const flag = z.boolean();
export const int32 = z.int().max(2_147_483_647);
export const atLeast = (minimum: number) => int32.min(minimum);
export const intOrText = z.union([z.int(), z.string()]);
export const textMap = z.record(z.string(), z.string());
/** RFC 3339. Stored as it was sent. */
export const time = z.iso.datetime({ offset: true });
export const port = z.int().min(1).max(65_535);
