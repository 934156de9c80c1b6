import { compares, getLabel } from '../../scenario/manifests/label-selectors.ts';
import { badRequest } from './failures.ts';

/** Whether labels or fields match a selector. */
export type Matcher = (values: Readonly<Record<string, string>>) => boolean;

const key = '([A-Za-z0-9][-A-Za-z0-9._/]*)';
const value = '([-A-Za-z0-9._]*)';
const inSet = new RegExp(`^${key}\\s+(in|notin)\\s*\\(([^()]*)\\)$`);
const compared = new RegExp(`^${key}\\s*(==|=|!=|>|<)\\s*${value}$`);
const exists = new RegExp(`^(!?)\\s*${key}$`);

/**
 * Parses a `labelSelector`: `app=web,tier in (a, b),!old`.
 * @throws StatusError 400
 */
export function labelSelector(text: string): Matcher {
  // A comma inside parentheses separates values.
  const terms = text.trim() === '' ? [] : splitLabelTerms(text).map((term) => labelTerm(term.trim(), text));
  return (labels) => terms.every((matches) => matches(labels));
}

/** A single pass, so that the time is linear in the number of commas. */
function splitLabelTerms(text: string): string[] {
  const terms = [''];
  let isInside = false;
  for (const part of text.split(/([(),])/)) {
    if (part === ',' && !isInside) terms.push('');
    else terms.push(`${terms.pop()}${part}`);
    if (part === '(' || part === ')') isInside = part === '(';
  }
  return terms;
}

function labelTerm(term: string, whole: string): Matcher {
  const set = inSet.exec(term);
  if (set !== null) {
    const [, name = '', operator, list = ''] = set;
    const values = list.split(',').map((value) => value.trim());
    const isIn = operator === 'in';
    return (labels) => {
      const own = getLabel(labels, name);
      return isIn ? own !== undefined && values.includes(own) : own === undefined || !values.includes(own);
    };
  }
  const comparison = compared.exec(term);
  if (comparison !== null) {
    const [, name = '', operator, wanted = ''] = comparison;
    return (labels) => compare(getLabel(labels, name), operator, wanted);
  }
  const existence = exists.exec(term);
  if (existence === null) throw badRequest(`unable to parse requirement: found '${term}' in "${whole}"`);
  const [, not, name = ''] = existence;
  return (labels) => (getLabel(labels, name) === undefined) === (not === '!');
}

function compare(own: string | undefined, operator: string | undefined, wanted: string): boolean {
  if (operator === '!=') return own !== wanted;
  if (operator === '=' || operator === '==') return own === wanted;
  return compares(own, wanted, (a, b) => (operator === '>' ? a > b : a < b));
}

/** One term of a field selector. */
interface FieldTerm {
  readonly field: string;
  readonly equal: boolean;
  readonly wanted: string;
}

/**
 * Parses a `fieldSelector`: `spec.nodeName=worker-1,status.phase!=Running`.
 * @param supported the fields that are allowed; the matcher expects a value for each of them
 * @throws StatusError 400
 */
export function fieldSelector(text: string, supported: readonly string[]): Matcher {
  const terms = splitTerms(text).map((term) => fieldTerm(term));
  const unknown = terms.find(({ field }) => !supported.includes(field));
  if (unknown !== undefined) throw badRequest(`field label not supported: ${unknown.field}`);
  return (fields) => terms.every(({ field, equal, wanted }) => (fields[field] === wanted) === equal);
}

/** Splits at commas that are not escaped by a backslash. */
const splitTerms = (text: string) => text.match(/(?:\\.?|[^\\,])+/gs) ?? [];

function fieldTerm(term: string): FieldTerm {
  const [, field, operator, wanted] = /^([^=!]+?)(!=|==|=)((?:\\[\\,=]|[^\\,=])*)$/.exec(term.trim()) ?? [];
  if (field === undefined || wanted === undefined)
    throw badRequest(`invalid field selector: "${term}"; can't understand it`);
  return { field, equal: operator !== '!=', wanted: wanted.replace(/\\([\\,=])/g, '$1') };
}
