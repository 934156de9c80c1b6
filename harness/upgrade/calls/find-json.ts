import { JSONPath } from 'jsonpath-plus';
import { errorMessage } from '../../errors.ts';
import type { ExpectedJson } from '../../scenario/calls/user-call.ts';

/**
 * Compares the values at a JSONPath of a document with the expected one. Filters and scripts are not evaluated.
 * @returns what differs, as text; null if every value is the expected one
 */
export function findJsonMismatch(text: string, { path, equals }: ExpectedJson): string | null {
  const document = parse(text);
  if (document instanceof Error) return `the answer is not JSON: ${document.message}`;
  // Undefined for a document that is `null`, `false`, `0` or empty text, in which nothing can be found.
  const values = JSONPath<readonly unknown[] | undefined>({ path, json: document.value, eval: false });
  if (values === undefined || values.length === 0) return `the answer has no ${path}`;
  const other = values.find((value) => value !== equals);
  if (other === undefined) return null;
  return `${path} is ${quote(other)} instead of ${quote(equals)}`;
}

type Json = null | boolean | number | string | object;

function parse(text: string): { readonly value: Json } | Error {
  try {
    return { value: JSON.parse(text) as Json };
  } catch (error) {
    return new Error(errorMessage(error));
  }
}

const longestQuote = 80;

function quote(value: unknown): string {
  const text = JSON.stringify(value);
  return text.length <= longestQuote ? text : `${text.slice(0, longestQuote)}…`;
}
