import { z } from 'zod';

/** What is known of a schema beyond what it accepts; field-lists.ts and openapi.ts read it. */
export type Note =
  /** As the client library calls the object's type: every field of it is accepted or refused, which a test holds. */
  | { readonly model: string }
  /** Accepted, kept, without effect. */
  | { readonly inert: string }
  /** Accepted and not kept. */
  | { readonly dropped: string }
  /** Kubernetes has it, the embedded cluster does not. */
  | { readonly refused: true };

export const notes = z.registry<Note>();

export type Reason = 'Invalid' | 'Required' | 'Forbidden' | 'Unsupported' | 'Duplicate';

/** What is wrong with a field, in the words of the real server. */
export interface Problem {
  readonly reason: Reason;
  readonly path: readonly PropertyKey[];
  readonly value?: unknown;
  readonly message: string;
}

/**
 * A type of Kubernetes as the embedded cluster knows it. Any other key is an unknown field.
 * @param left fields that Kubernetes has and the cluster does not: `refused` by name, or `dropped` where they are reports that no component reads
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

/** Its empty value says nothing in Kubernetes either, and is not kept. */
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

/** A field without effect here, and why. */
export function inert<T extends z.ZodType>(why: string, of: T): z.ZodOptional<T> {
  const field = of.optional();
  // Not on the schema itself, which other fields may share.
  notes.add(field, { inert: why });
  return field;
}

/** A field that is accepted and not kept, and why. */
export function dropped(why: string) {
  return z
    .unknown()
    .transform(() => undefined)
    .register(notes, { dropped: why })
    .optional();
}

/** Adds what a schema's shape can't say. */
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
/** RFC 3339. Kept as it was sent. */
export const time = z.iso.datetime({ offset: true });
export const port = z.int().min(1).max(65_535);
