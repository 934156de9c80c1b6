import { ApiFailure } from '../client/client.ts';

/** For what no longer matters once its object has gone. @throws every other failure */
export function unlessGone(error: unknown): void {
  if (!(error instanceof ApiFailure && error.code === 404)) throw error;
}
