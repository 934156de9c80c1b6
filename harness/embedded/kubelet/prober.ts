import { pauseUnlessAborted, timeoutSignal } from '../../async/pause.ts';
import type { Answer } from './ask.ts';
import type { ProbeSpec } from './handlers.ts';

export interface ProberOptions {
  readonly probe: ProbeSpec;
  /** Asks once; the signal is its time-out. */
  readonly ask: (signal: AbortSignal) => Promise<Answer>;
  /** Before the first time, in addition to none. */
  readonly firstMs: number;
  /** Every failure, also those below the threshold. */
  readonly onFailure: (output: string) => void;
  /** It could not be asked: no result at all. */
  readonly onError: (why: string) => void;
  /** As often in a row as the threshold says; called again with every further result of the kind. */
  readonly onResult: (ok: boolean, output: string) => void;
  readonly signal: AbortSignal;
}

/** Probes a container periodically until the signal fires. What can't even be asked counts for nothing, as with the kubelet. */
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
    // Asked on its way out: the answer is the signal's doing.
    if (signal.aborted) return;
    if (answer) {
      const { ok, output } = answer;
      inARow = last === ok ? inARow + 1 : 1;
      last = ok;
      if (!ok) options.onFailure(output);
      if (inARow >= (ok ? successThreshold : failureThreshold)) options.onResult(ok, output);
    }
    // As a ticker: one that was missed is not made up for.
    next = Math.max(next + periodSeconds * 1_000, performance.now());
  }
}
