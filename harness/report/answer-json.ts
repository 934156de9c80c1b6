import type { Coded } from '../reasons/coded.ts';
import { reasonText } from '../reasons/reason.ts';

/**
 * The judge's answer as a file, for one run (summary.json) or several: keys sorted, so that equal answers are
 * equal bytes. A number that JSON can't represent (NaN, infinite) becomes null. Each reason has its sentence
 * as `text` for readers, who need not parse it, because code and values contain the same.
 */
export function answerJson(answer: object): string {
  return `${JSON.stringify(answer, writtenValue, 2)}\n`;
}

function writtenValue(_key: string, value: unknown): unknown {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return value;
  // By code units: a locale's order differs between machines.
  const entries = Object.entries(isReason(value) ? { ...value, text: reasonText(value) } : value);
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));
}

function isReason(value: object): value is Coded {
  return 'code' in value && 'values' in value;
}
