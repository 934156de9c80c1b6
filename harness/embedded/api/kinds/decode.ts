import type { z } from 'zod';
import { formatApiVersion, kinds } from '../../kinds.ts';
import type { Kind } from '../../objects.ts';
import { StatusError } from '../status-error.ts';
import { invalid, pathText, problemText } from './invalid.ts';
import type { Problem } from './schema.ts';

type Issue = z.core.$ZodIssue;

/**
 * Checks an object that a client sent and sets its defaults.
 * @throws StatusError 400 for what a strict decoder can't read (unknown fields, wrong types), as the real
 * server with `fieldValidation=Strict`, the only mode here; 422 for what can be decoded but is invalid
 */
export function decode(kind: Kind, schema: z.ZodType, sent: unknown): unknown {
  const given = without(sent, null);
  const result = schema.safeParse(given, { reportInput: true });
  if (result.success) return without(result.data, undefined);
  const undecodable = decodingErrors(kind, result.error.issues);
  if (undecodable.length > 0) throw badRequest(kind, undecodable);
  throw invalid(kind, readName(given), result.error.issues.map(createProblem));
}

/** All problems of an object, each at its path; empty if `decode` accepts it. */
export function findMistakes(
  kind: Kind,
  schema: z.ZodType,
  sent: unknown,
): readonly { readonly path: readonly PropertyKey[]; readonly message: string }[] {
  const issues = schema.safeParse(without(sent, null), { reportInput: true }).error?.issues ?? [];
  return issues.flatMap((issue) => {
    if (issue.code === 'unrecognized_keys')
      return issue.keys.map((key) => ({ path: [...issue.path, key], message: 'unknown field' }));
    return { path: issue.path, message: unreadableBecause(kind, issue) ?? problemText(createProblem(issue)) };
  });
}

/** Omits members of that value: null means "not set" in Kubernetes, and a dropped field leaves undefined. */
function without(value: unknown, nothing: null | undefined): unknown {
  if (Array.isArray(value)) return value.map((item) => without(item, nothing));
  if (typeof value !== 'object' || value === null) return value;
  const kept = Object.entries(value).filter(([, member]) => member !== nothing);
  // Assigning to this key would silently lose the value.
  if (Object.hasOwn(value, '__proto__'))
    throw new StatusError(400, 'BadRequest', 'the key "__proto__" is not supported by the embedded cluster');
  return Object.fromEntries(kept.map(([key, member]) => [key, without(member, nothing)]));
}

function readName(sent: unknown): string {
  const { metadata } = sent as { metadata?: { name?: unknown; generateName?: unknown } };
  return shown(metadata?.name ?? metadata?.generateName ?? '');
}

function badRequest(kind: Kind, errors: readonly string[]): StatusError {
  const { version } = kinds[kind];
  const message = `${kind} in version "${version}" cannot be handled as a ${kind}: ${errors.join(', ')}`;
  return new StatusError(400, 'BadRequest', message);
}

/** A strict decoder reports unknown fields only if it could read all other fields. */
function decodingErrors(kind: Kind, issues: readonly Issue[]): string[] {
  const unreadable = issues.flatMap((issue) => unreadableBecause(kind, issue) ?? []);
  if (unreadable.length > 0) return unreadable;
  const unknown = issues.flatMap((issue) =>
    issue.code === 'unrecognized_keys' ? issue.keys.map((key) => pathText([...issue.path, key])) : [],
  );
  if (unknown.length === 0) return [];
  return [`strict decoding error: ${unknown.map((field) => `unknown field "${field}"`).join(', ')}`];
}

function unreadableBecause(kind: Kind, issue: Issue): string | null {
  const at = pathText(issue.path);
  if (at === 'apiVersion')
    return `the API version in the data (${shown(issue.input)}) does not match the expected API version (${formatApiVersion(kinds[kind])})`;
  if (at === 'kind')
    return `the kind in the data (${shown(issue.input)}) does not match the expected kind (${kind})`;
  if (issue.code === 'invalid_format' && issue.format === 'datetime')
    return `parsing time ${JSON.stringify(issue.input)} as "2006-01-02T15:04:05Z07:00": cannot parse`;
  const wrongType = issue.code === 'invalid_type' && issue.input !== undefined;
  if (!wrongType && issue.code !== 'invalid_union') return null;
  const wanted =
    issue.code === 'invalid_type' ? (goTypes[issue.expected] ?? issue.expected) : 'intstr.IntOrString';
  const field = [kind, ...(at === '' ? [] : [at])].join('.');
  return `json: cannot unmarshal ${jsonType(issue.input)} into Go struct field ${field} of type ${wanted}`;
}

const goTypes: Readonly<Record<string, string>> = {
  int: 'int32',
  number: 'int32',
  boolean: 'bool',
  record: 'map[string]string',
  array: 'slice',
  object: 'struct',
};

/**
 * A string unchanged, anything else as JSON: an object from a client may have a member `toString` that is not
 * a function.
 */
function shown(sent: unknown): string {
  return typeof sent === 'string' ? sent : JSON.stringify(sent);
}

function jsonType(value: unknown): string {
  if (Array.isArray(value)) return 'array';
  if (value === null) return 'null';
  return typeof value === 'boolean' ? 'bool' : typeof value;
}

function createProblem(issue: Issue): Problem {
  const at = { path: issue.path, value: issue.input };
  switch (issue.code) {
    case 'invalid_type':
      return { reason: 'Required', path: issue.path, message: '' };
    case 'invalid_value':
      return { ...at, reason: 'Unsupported', message: listed(issue.values) };
    case 'too_small':
      if (issue.origin === 'array' || issue.origin === 'string')
        return { reason: 'Required', path: issue.path, message: '' };
      return { ...at, reason: 'Invalid', message: `must be greater than or equal to ${issue.minimum}` };
    case 'too_big':
      return { ...at, reason: 'Invalid', message: `must be less than or equal to ${issue.maximum}` };
    case 'custom': {
      const problem = issue.params as Omit<Problem, 'path'>;
      return { value: issue.input, ...problem, path: issue.path };
    }
    default:
      return { ...at, reason: 'Invalid', message: issue.message };
  }
}

const listed = (values: readonly unknown[]) =>
  `supported values: ${values.map((value) => JSON.stringify(value)).join(', ')}`;
