import type { Summary } from '../judge/answer/summary.ts';

/**
 * summary.json: the judge's answer, keys sorted, so that equal answers are equal bytes whatever order they were built in.
 * A number that JSON can't hold (NaN, infinite) becomes null.
 */
export function summaryJson(summary: Summary): string {
  return `${JSON.stringify(summary, sortedKeys, 2)}\n`;
}

function sortedKeys(_key: string, value: unknown): unknown {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return value;
  // By code units: a locale's order differs between machines.
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));
}
