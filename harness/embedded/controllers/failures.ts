import { ApiFailure } from '../client/client.ts';

/** The API forbids to create anything in a namespace that is being deleted: whatever is made would only go again. */
export const isTerminatingNamespace = (error: unknown): boolean =>
  error instanceof ApiFailure &&
  error.code === 403 &&
  error.message.includes('because it is being terminated');

/** For what no longer matters once its object has gone. @throws every other failure */
export function unlessGone(error: unknown): void {
  if (!(error instanceof ApiFailure && error.code === 404)) throw error;
}
