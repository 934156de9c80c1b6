import { ApiFailure } from '../client/client.ts';

/** The API rejects new objects in a namespace that is being deleted; they would be deleted right away. */
export const isTerminatingNamespace = (error: unknown): boolean =>
  error instanceof ApiFailure &&
  error.code === 403 &&
  error.message.includes('because it is being terminated');

/** Ignores failures for an object that no longer exists. @throws every other failure */
export function unlessGone(error: unknown): void {
  if (!(error instanceof ApiFailure && error.code === 404)) throw error;
}
