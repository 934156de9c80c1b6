import { type ConfigurationOptions, Observable, type ObservableMiddleware } from '@kubernetes/client-node';
import { pause } from '../async/pause.ts';
import { isTransient } from './api-error.ts';

/** The library sets no time limit; a hung API server would hold a call for five minutes. */
const requestTimeoutMs = 10_000;

/** Options for one API call: it ends with the signal, or after the timeout with a TimeoutError. */
export function bounded(
  signal?: AbortSignal,
  timeoutMs: number = requestTimeoutMs,
): ConfigurationOptions<ObservableMiddleware> {
  const limit = AbortSignal.timeout(timeoutMs);
  const ending = signal === undefined ? limit : AbortSignal.any([signal, limit]);
  return {
    middlewareMergeStrategy: 'append',
    middleware: [
      {
        pre: (request) => {
          request.setSignal(ending);
          return new Observable(Promise.resolve(request));
        },
        post: (response) => new Observable(Promise.resolve(response)),
      },
    ],
  };
}

export interface RetryOptions {
  readonly signal: AbortSignal;
  /** How long transient errors are retried. */
  readonly timeoutMs: number;
  readonly everyMs?: number;
}

/**
 * Retries while an API server is unavailable or has just returned (see isTransient).
 * @throws the last error at the timeout, any other error at once, the signal's reason when aborted
 */
export async function retryTransient<T>(work: () => Promise<T>, options: RetryOptions): Promise<T> {
  const limit = AbortSignal.timeout(options.timeoutMs);
  for (;;) {
    try {
      return await work();
    } catch (error) {
      options.signal.throwIfAborted();
      if (limit.aborted || !isTransient(error)) throw error;
    }
    await pause(options.everyMs ?? 1_000, options.signal);
  }
}
