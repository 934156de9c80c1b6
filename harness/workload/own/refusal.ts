import { type Issue, RehearsalError } from '../../errors.ts';
import { apiFailure } from '../../kube/api-error.ts';
import type { ManifestObject, PlacedObject } from '../../scenario/manifests.ts';

/** An object that the API server refuses, with its message. */
export interface Refusal {
  readonly placed: PlacedObject;
  readonly why: string;
  /** The cluster has it already. */
  readonly occupied: boolean;
}

/** The refusal of an API call. @throws the error itself if it is none, such as a network error */
export function createRefusal(placed: PlacedObject, error: unknown): Refusal {
  const failure = apiFailure(error);
  if (failure === null || failure.status === null) throw error;
  return { placed, why: failure.message, occupied: failure.status === 409 };
}

/** Every refusal in one error, one line each. */
export function createRefusedError(refusals: readonly Refusal[]): RehearsalError {
  const lines = refusals.map(
    ({ placed, why }) => `${placed.file}:${placed.line}:${placed.column}: ${title(placed.object)}: ${why}`,
  );
  const issues = refusals.map(
    ({ placed: { object, file, line, column }, why }): Issue => ({
      ...{ file, line, column, path: '' },
      message: `${title(object)}: ${why}`,
    }),
  );
  const message = `the API server refuses ${refusals.length === 1 ? 'an object' : `${refusals.length} objects`} of the manifests:\n${lines.join('\n')}`;
  return refusals.every(({ occupied }) => occupied)
    ? new RehearsalError('name-occupied', message, {
        issues,
        hint: 'Remove from the manifests what every new cluster has, or give the object another name.',
      })
    : new RehearsalError('manifests-refused', message, { issues });
}

/** `Deployment shop/web` */
export function title(object: ManifestObject): string {
  const { namespace, name } = object.metadata;
  return `${object.kind} ${[namespace, name].filter(Boolean).join('/')}`;
}
