import fc from 'fast-check';
import type { Summary } from '../../../harness/judge/answer/summary.ts';
import type { ChartData } from '../../../harness/judge/chart.ts';
import { chart, tuned } from './samples.ts';

// Words that the judge chooses from a fixed set; all other text comes from clusters, scenarios and programs.
const fixed = new Set([
  'verdict',
  'state',
  'kind',
  'role',
  'phase',
  'unit',
  'outcome',
  'kernelOf',
  'fromKnownFrom',
  'toKnownFrom',
  'of',
  'code',
  'when',
]);

/** The same summary or chart, with one text replacing every name and message. */
export function withText<T extends Summary | ChartData>(value: T, text: string): T {
  const replaced = (from: unknown, key: string): unknown => {
    if (typeof from === 'string') return fixed.has(key) ? from : text;
    if (Array.isArray(from)) return from.map((item) => replaced(item, key));
    if (from === null || typeof from !== 'object') return from;
    return Object.fromEntries(
      Object.entries(from).map(([name, item]) => [
        key === 'outcomes' ? `${text}${name}` : name,
        replaced(item, name),
      ]),
    );
  };
  return replaced(value, '') as T;
}

const pieces = [
  '</script>',
  '<!--',
  '-->',
  '<script>',
  ']]>',
  '"',
  "'",
  '`',
  '|',
  '\\',
  '\\|',
  '\n',
  '\r\n',
  '\n\n# x\n',
  '&lt;',
  '&',
  '<',
  '>',
  '*',
  '__',
  '~~~',
  '```',
  '[a](b)',
  '![a](b)',
  '<img src=x onerror=alert(1)>',
  '\u2028',
  '\u2029',
  '\u0000',
  '\u001b[31m',
  '\u202e',
  '\ud800',
  '\ufffe',
  '$',
  '1. ',
  '- ',
  '+ ',
  '# ',
  '---',
  '| a | b |',
  '\t',
  ' ',
  '__proto__',
  '😀',
];

/** Text that tries to be more than text, and is never empty. */
export const hostileText = fc
  .array(fc.oneof(fc.constantFrom(...pieces), fc.string({ unit: 'binary' })), { minLength: 1, maxLength: 6 })
  .map((parts) => `x${parts.join('')}`);

/** The sample run with that text for every name. */
export function hostileNames(text: string): { summary: Summary; data: ChartData } {
  return { summary: withText(tuned, text), data: withText(chart, text) };
}
