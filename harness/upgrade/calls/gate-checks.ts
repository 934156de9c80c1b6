import type { GateCheck } from '../../scenario/scenario.ts';
import type { Validate } from '../roller.ts';
import type { CallMeans } from './call.ts';
import { runCall } from './run-call.ts';

/**
 * A validation that also makes the user's checks, all at once, after the lists were read.
 * @returns `validate` itself if there are none
 */
export function validateWithChecks(
  validate: Validate,
  checks: readonly GateCheck[],
  means: CallMeans,
): Validate {
  if (checks.length === 0) return validate;
  return async (signal) => {
    const unmet = await validate(signal);
    const results = await Promise.all(checks.map(({ call }) => runCall(call, means, signal)));
    const failed = results.flatMap(({ ok, words }, index) =>
      ok ? [] : [`check ${checks[index]?.name}: ${words}`],
    );
    return [...unmet, ...failed];
  };
}
