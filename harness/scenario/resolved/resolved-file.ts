import { z } from 'zod';
import { RehearsalError } from '../../errors.ts';
import type { Scenario } from '../scenario.ts';
import { pathText } from '../walk.ts';
import { resolvedSchema } from './schema.ts';

/** The format of scenario.resolved.json; a reader refuses a greater one. A file without a number is of format 1. */
export const resolvedVersion = 2;

/** Content of scenario.resolved.json. */
export function resolvedFile(scenario: Scenario): { readonly version: number } & Scenario {
  return { version: resolvedVersion, ...scenario };
}

const versioned = z.object({ version: z.number().int().min(1).default(1) });

/**
 * Reads the text of a scenario.resolved.json of any version of the tool and returns this version's form.
 * @param file its name, for messages
 * @throws RehearsalError `run-unreadable` if it is invalid, or its format is newer than this reader
 */
export function readResolved(text: string, file: string): Scenario {
  const data = parsed(text, file);
  const { version } = checked(versioned, data, file);
  if (version > resolvedVersion)
    throw new RehearsalError(
      'run-unreadable',
      `${file} has format version ${version}; this tool reads up to ${resolvedVersion}`,
      { hint: 'Read it with the version of the tool that wrote it, or a later one.' },
    );
  return checked(resolvedSchema, data, file);
}

function parsed(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new RehearsalError('run-unreadable', `${file} is not JSON`, { cause: error });
  }
}

function checked<T>(schema: z.ZodType<T>, data: unknown, file: string): T {
  const { success, data: value, error } = schema.safeParse(data);
  if (success) return value;
  const [issue] = error.issues;
  const path = (issue?.path ?? []).map((key) => (typeof key === 'symbol' ? String(key) : key));
  const where = path.length === 0 ? '' : `, at ${pathText(path)}`;
  throw new RehearsalError('run-unreadable', `${file} is not a resolved scenario${where}: ${issue?.message}`);
}
