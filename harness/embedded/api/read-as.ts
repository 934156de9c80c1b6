import type { z } from 'zod';
import { badRequest } from './failures.ts';

/**
 * Reads a body that is not a stored object: an Eviction, a Scale, a Binding, delete options.
 * @throws StatusError 400 that names every unknown or invalid field
 */
export function readAs<T>(what: string, version: string, schema: z.ZodType<T>, sent: unknown): T {
  const read = schema.safeParse(sent);
  if (read.success) return read.data;
  const wrong = read.error.issues.map(({ path, message }) =>
    path.length === 0 ? message : `${path.map(String).join('.')}: ${message}`,
  );
  throw badRequest(`${what} in version "${version}" cannot be handled as a ${what}: ${wrong.join('; ')}`);
}
