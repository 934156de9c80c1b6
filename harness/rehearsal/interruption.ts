import { asRehearsalError, RehearsalError } from '../errors.ts';

/** How long the current step may continue after the first Ctrl-C. */
export const stepGraceMs = 60_000;

/**
 * Reasons for an early end: the user's first, second and third Ctrl-C, or a fault after which no measurement
 * would count.
 */
export interface Interruption {
  /** First: nothing new begins, waits end. */
  readonly stop: AbortSignal;
  /** A minute after the first (or at the second): the current step is ended, unfinished. */
  readonly endStep: AbortSignal;
  /** Second: teardown at once. */
  readonly now: AbortSignal;
  /** The load generator died, the journal can't be written, or an error was not handled. */
  readonly broken: AbortSignal;
  /** One Ctrl-C. Returns how many there have been. */
  interrupt(): number;
  /** Aborts the run; only the first reason counts. */
  breakOff(reason: unknown): void;
}

/** Nothing has been interrupted yet. */
export function newInterruption(): Interruption {
  const stop = new AbortController();
  const endStep = new AbortController();
  const now = new AbortController();
  const broken = new AbortController();
  let count = 0;
  return {
    stop: stop.signal,
    endStep: endStep.signal,
    now: now.signal,
    broken: broken.signal,
    breakOff: (reason) => broken.abort(asRehearsalError(reason)),
    interrupt() {
      count += 1;
      const reason = new RehearsalError('interrupted', 'interrupted by the user');
      stop.abort(reason);
      if (count === 1) setTimeout(() => endStep.abort(reason), stepGraceMs).unref();
      else {
        endStep.abort(reason);
        now.abort(reason);
      }
      return count;
    },
  };
}

/** Ends waits and actions that may be cut at once: at the first Ctrl-C, or when the run broke. */
export function abortOnInterrupt({ interruption }: { readonly interruption: Interruption }): AbortSignal {
  return AbortSignal.any([interruption.stop, interruption.broken]);
}

/** Ends the current step: a minute after the first Ctrl-C, at the second, or when the run broke. */
export function endStep({ interruption }: { readonly interruption: Interruption }): AbortSignal {
  return AbortSignal.any([interruption.endStep, interruption.broken]);
}
