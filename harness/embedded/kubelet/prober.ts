import { pauseUnlessAborted, timeoutSignal } from '../../async/pause.ts';
import type { Answer } from './ask.ts';
import type { ProbeSpec } from './handlers.ts';

export interface ProberOptions {
  readonly probe: ProbeSpec;
  /** Runs the probe once; the signal is its timeout. */
  readonly ask: (signal: AbortSignal) => Promise<Answer>;
  /** Delay before the first probe. */
  readonly firstMs: number;
  /** Called for every failure, including those below the threshold. */
  readonly onFailure: (output: string) => void;
  /** The probe could not run, so it has no result. */
  readonly onError: (why: string) => void;
  /** Called when as many results in a row are equal as the threshold requires, and for every further equal result. */
  readonly onResult: (ok: boolean, output: string) => void;
  readonly signal: AbortSignal;
}

/** Probes a container periodically until the signal fires. A probe that can't run is ignored, as with the kubelet. */
export async function runProber(options: ProberOptions): Promise<void> {
  const { probe, signal } = options;
  const { periodSeconds = 10, timeoutSeconds = 1, successThreshold = 1, failureThreshold = 3 } = probe;
  let last: boolean | null = null;
  let inARow = 0;
  let next = performance.now() + options.firstMs;
  while (await pauseUnlessAborted(Math.max(0, next - performance.now()), signal)) {
    const answer = await options
      .ask(AbortSignal.any([signal, timeoutSignal(timeoutSeconds * 1_000)]))
      .catch((error: Error) => options.onError(error.message));
    // The probe was aborted, so its result is caused by the signal.
    if (signal.aborted) return;
    if (answer) {
      const { ok, output } = answer;
      inARow = last === ok ? inARow + 1 : 1;
      last = ok;
      if (!ok) options.onFailure(output);
      if (inARow >= (ok ? successThreshold : failureThreshold)) options.onResult(ok, output);
    }
    // Like a ticker: a missed run is not repeated.
    next = Math.max(next + periodSeconds * 1_000, performance.now());
  }
}
