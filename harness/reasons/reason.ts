import { harmReasons } from './harm-reasons.ts';
import { latencyReasons } from './latency-reasons.ts';
import { probeReasons } from './probe-reasons.ts';
import { runReasons } from './run-reasons.ts';
import { settleReasons } from './settle-reasons.ts';

type Texts = typeof runReasons &
  typeof harmReasons &
  typeof settleReasons &
  typeof latencyReasons &
  typeof probeReasons;

/** Every reason that a criterion can give, with its text. */
const texts: Texts = { ...runReasons, ...harmReasons, ...settleReasons, ...latencyReasons, ...probeReasons };

export type ReasonCode = keyof Texts;

/** Why a criterion is in its state, as data: a stable code, and what was measured. Times are ms unless the name says otherwise. */
export interface Reason {
  readonly code: ReasonCode;
  readonly values: Readonly<Record<string, unknown>>;
}

/** A reason with the values that its text needs; numbers are kept to millionths. */
export function reason<Code extends ReasonCode>(code: Code, ...given: Parameters<Texts[Code]>): Reason {
  const values = Object.entries(given[0] ?? {});
  return { code, values: Object.fromEntries(values.map(([name, value]) => [name, rounded(value)])) };
}

/** Reasons in words, in their order: the only place that turns them into text. */
export function reasonsText(reasons: readonly Reason[]): string {
  return reasons.map(reasonText).join('; ');
}

function reasonText({ code, values }: Reason): string {
  // Made by `reason`, so the values are those of the code.
  return (texts[code] as (values: never) => string)(values as never);
}

function rounded(value: unknown): unknown {
  return typeof value === 'number' ? Math.round(value * 1e6) / 1e6 || 0 : value;
}
