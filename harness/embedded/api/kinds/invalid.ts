import { kinds } from '../../kinds.ts';
import type { Kind } from '../../objects.ts';
import { StatusError } from '../status-error.ts';
import type { Problem, Reason } from './schema.ts';

/** Reason codes of `Status.details.causes`. */
const reasons: Readonly<Record<Reason, string>> = {
  Invalid: 'FieldValueInvalid',
  Required: 'FieldValueRequired',
  Forbidden: 'FieldValueForbidden',
  Unsupported: 'FieldValueNotSupported',
  Duplicate: 'FieldValueDuplicate',
};

/** 422 in the wording of apimachinery's `NewInvalid`, with one cause for each field. */
export function invalid(kind: Kind, name: string, problems: readonly Problem[]): StatusError {
  const { group } = kinds[kind];
  const causes = problems.map((problem) => ({
    reason: reasons[problem.reason],
    message: problemText(problem),
    field: pathText(problem.path),
  }));
  const lines = causes.map(({ field, message }) => `${field}: ${message}`);
  const all = lines.length === 1 ? lines[0] : `[${lines.join(', ')}]`;
  const what = `${group === '' ? kind : `${kind}.${group}`} "${name}"`;
  const details = { name, ...(group === '' ? {} : { group }), kind, causes };
  return new StatusError(422, 'Invalid', `${what} is invalid: ${all}`, details);
}

/** The wording of apimachinery's field errors, without the field. */
export function problemText({ reason, value, message }: Problem): string {
  const why = message === '' ? '' : `: ${message}`;
  if (reason === 'Forbidden') return `Forbidden${why}`;
  if (reason === 'Required') return `Required value${why}`;
  const what = { Invalid: 'Invalid', Unsupported: 'Unsupported', Duplicate: 'Duplicate' }[reason];
  return `${what} value: ${JSON.stringify(value) ?? '""'}${why}`;
}

/** `spec.containers[0].name` */
export function pathText(path: readonly PropertyKey[]): string {
  return path
    .map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`))
    .join('')
    .replace(/^\./, '');
}
