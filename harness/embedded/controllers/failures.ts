import { ApiFailure } from '../client/client.ts';

/** The API forbids to create anything in a namespace that is being deleted: whatever is made would only go again. */
export const isTerminatingNamespace = (error: unknown): boolean =>
  error instanceof ApiFailure &&
  error.code === 403 &&
  error.message.includes('because it is being terminated');
