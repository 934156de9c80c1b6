import { abortable } from '../async/abortable.ts';

/** Callers that wait for one new list. */
interface WaitingCallers {
  /** Purpose of the first of them; null if no one waits. */
  readonly purpose: string | null;
  resolve(): void;
  reject(error: unknown): void;
}

/** New lists that were requested and have not begun yet. */
export interface ListRequests {
  /** Settles with the list, or rejects with the signal's reason when aborted. */
  add(purpose: string, signal: AbortSignal): Promise<void>;
  any(): boolean;
  /** All requests until now, for a list that begins now. */
  take(): WaitingCallers;
}

export function listRequests(): ListRequests {
  let pending: { readonly purpose: string; readonly settled: PromiseWithResolvers<void> }[] = [];
  return {
    add: (purpose, signal) => {
      const settled = Promise.withResolvers<void>();
      pending.push({ purpose, settled });
      return abortable(settled.promise, signal);
    },
    any: () => pending.length > 0,
    take: () => {
      const taken = pending;
      pending = [];
      return {
        purpose: taken[0]?.purpose ?? null,
        resolve: () => {
          for (const { settled } of taken) settled.resolve();
        },
        reject: (error) => {
          for (const { settled } of taken) settled.reject(error);
        },
      };
    },
  };
}
