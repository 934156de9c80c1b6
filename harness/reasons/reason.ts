import { accountingReasons } from './accounting-reasons.ts';
import { caveatReasons } from './caveat-reasons.ts';
import { checkReasons } from './check-reasons.ts';
import type { Coded } from './coded.ts';
import { endingReasons } from './ending-reasons.ts';
import { generatorReasons } from './generator-reasons.ts';
import { harmReasons } from './harm-reasons.ts';
import { hostReasons } from './host-reasons.ts';
import { latencyReasons } from './latency-reasons.ts';
import { meanwhileReasons } from './meanwhile-reasons.ts';
import { nodeReasons } from './node-reasons.ts';
import { podReasons } from './pod-reasons.ts';
import { probeReasons } from './probe-reasons.ts';
import { recommendationReasons } from './recommendation-reasons.ts';
import { runReasons } from './run-reasons.ts';
import { settleReasons } from './settle-reasons.ts';
import { verdictReasons } from './verdict-reasons.ts';

/** Every reason that the judge can give, with its text. A code occurs in one table only. */
export const reasonTexts = {
  ...runReasons,
  ...endingReasons,
  ...verdictReasons,
  ...harmReasons,
  ...settleReasons,
  ...latencyReasons,
  ...probeReasons,
  ...podReasons,
  ...nodeReasons,
  ...meanwhileReasons,
  ...recommendationReasons,
  ...checkReasons,
  ...accountingReasons,
  ...caveatReasons,
  ...hostReasons,
  ...generatorReasons,
};

type Texts = typeof reasonTexts;

export type ReasonCode = keyof Texts;

/** The reference of a reason: a pod or a node by its name, or records of the journal by their type and time. */
export type Ref =
  | { readonly pod: string }
  | { readonly node: string }
  | { readonly record: string; readonly atUs: number };

/**
 * A statement of the judge about a run, as data: a stable code, measured values, and references. Times are ms
 * unless the name says otherwise.
 */
export interface Reason extends Coded {
  readonly code: ReasonCode;
  /** Absent if it refers to nothing in particular. */
  readonly refs?: readonly Ref[];
}

type Given<Code extends ReasonCode> =
  Parameters<Texts[Code]> extends readonly []
    ? readonly [values?: Readonly<Record<string, never>>, refs?: readonly Ref[]]
    : readonly [values: Parameters<Texts[Code]>[0], refs?: readonly Ref[]];

/** A reason with the values that its text needs; numbers are rounded to millionths. */
export function reason<Code extends ReasonCode>(code: Code, ...[given, refs = []]: Given<Code>): Reason {
  const values = Object.entries(given ?? {}).map(([name, value]) => [name, rounded(value)]);
  return { code, values: Object.fromEntries(values), ...(refs.length === 0 ? {} : { refs }) };
}

/** Reasons as text, in order: the only place that turns them into text. */
export function reasonsText(reasons: readonly Coded[]): string {
  return reasons.map(reasonText).join('; ');
}

/** One reason as text. */
export function reasonText({ code, values }: Coded): string {
  // Created by `reason`, so the values are those of the code.
  const text = reasonTexts[code as ReasonCode] as (values: never, say: typeof reasonsText) => string;
  return text(values as never, reasonsText);
}

function rounded(value: unknown): unknown {
  if (typeof value === 'number') return roundNumber(value);
  if (Array.isArray(value)) return value.map(rounded);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, rounded(inner)]));
}

/** Minus zero becomes zero; NaN and infinities are kept. */
function roundNumber(value: number): number {
  const nearest = Math.round(value * 1e6) / 1e6;
  return nearest === 0 ? 0 : nearest;
}
