import { pause } from '../async/pause.ts';
import { RehearsalError } from '../errors.ts';
import { duration } from '../format/durations.ts';
import type { Clock } from '../journal/clock.ts';
import { errorText } from '../kube/api-error.ts';
import type { GatePolicy } from '../scenario/scenario.ts';
import type { Append, Explain, Validate } from './roller.ts';

export interface GateOptions {
  readonly validate: Validate;
  /** Called after each validation that did not hold; absent: nothing is explained. */
  readonly explain?: Explain;
  readonly policy: GatePolicy;
  /** Index of the preceding step; null for the steady state before the baseline. */
  readonly step: number | null;
  readonly append: Append;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** The error of a timeout outside a gate, from what the last validation missed. */
  readonly timedOut?: (missing: string) => RehearsalError;
}

/**
 * Validates until N in a row hold; each one is journaled. A validation that throws (the API is unavailable)
 * does not hold.
 * @returns how many validations it took, as text
 * @throws RehearsalError `gate-timed-out` (or the error from `timedOut`) with what the last one missed and
 * why, `gate-hopeless` as soon as waiting longer cannot help; the signal's reason when aborted
 */
export async function awaitInARow(options: GateOptions): Promise<string> {
  const { policy, step, append, clock, signal } = options;
  const beganUs = clock.nowUs();
  const deadlineUs = beganUs + policy.timeoutMs * 1000;
  const limit = AbortSignal.timeout(policy.timeoutMs);
  const within = AbortSignal.any([signal, limit]);
  let inARow = 0;
  /**
   * What the last validation that read its lists left unmet: if the very last one failed, its error alone
   * does not say what is missing.
   */
  let answered: readonly string[] = [];
  for (let count = 1; ; count++) {
    const { unmet, failed } = await runValidation(options.validate, within);
    signal.throwIfAborted();
    if (!failed) answered = unmet;
    inARow = unmet.length === 0 ? inARow + 1 : 0;
    const reasons = unmet.length === 0 ? [] : await explainUnmet(options, within);
    signal.throwIfAborted();
    const words = reasons.map((reason) => reason.words);
    append({
      ...{ type: 'validation', step, ok: unmet.length === 0, inARow, unmet },
      ...(words.length > 0 && { reasons: words }),
    });
    if (inARow >= policy.validations) return `${inARow} validations in a row passed, of ${count}`;
    const hopeless = reasons.filter(({ final }) => final).map((reason) => reason.words);
    if (hopeless.length > 0) throw createHopeless((clock.nowUs() - beganUs) / 1000, hopeless, unmet);
    if (clock.nowUs() + policy.everyMs * 1000 > deadlineUs) {
      const missed = describeMissing(policy, inARow, failed ? [...answered, ...unmet] : unmet);
      const missing = [missed, ...words].join('; ');
      throw options.timedOut?.(missing) ?? createTimeOut(policy, missing);
    }
    await pause(policy.everyMs, signal);
  }
}

interface ValidationResult {
  readonly unmet: readonly string[];
  /** It read no lists: the API was unavailable, or the time was up. */
  readonly failed: boolean;
}

async function runValidation(validate: Validate, signal: AbortSignal): Promise<ValidationResult> {
  try {
    return { unmet: await validate(signal), failed: false };
  } catch (error) {
    return { unmet: [`validation failed: ${errorText(error)}`], failed: true };
  }
}

function describeMissing({ validations }: GatePolicy, inARow: number, unmet: readonly string[]): string {
  return unmet.length > 0 ? unmet.join('; ') : `only ${inARow} of ${validations} validations in a row passed`;
}

function createTimeOut(policy: GatePolicy, missing: string): RehearsalError {
  return new RehearsalError('gate-timed-out', `not steady within ${duration(policy.timeoutMs)}: ${missing}`);
}

/** A missing explanation changes nothing: the gate stays closed. */
async function explainUnmet({ explain }: GateOptions, signal: AbortSignal): ReturnType<Explain> {
  return (await explain?.(signal).catch(() => [])) ?? [];
}

function createHopeless(
  afterMs: number,
  hopeless: readonly string[],
  unmet: readonly string[],
): RehearsalError {
  return new RehearsalError(
    'gate-hopeless',
    `not steady after ${duration(afterMs)}, and waiting longer cannot help: ${hopeless.join('; ')} (${unmet.join('; ')})`,
  );
}
