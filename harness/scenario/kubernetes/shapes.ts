import { didYouMean } from '../nearest.ts';
import type { Schema } from './schemas.ts';

const names: Readonly<Record<string, string>> = {
  string: 'text',
  integer: 'a whole number',
  number: 'a number',
  boolean: '`true` or `false`',
  quantity: 'a quantity, as `500m` or `1Gi`',
  'int-or-string': 'a whole number or text',
};

/** A type as text, such as `a list of text`. */
export function expectedShape(schema: Schema, resolve: (schema: Schema) => Schema): string {
  if (schema.type === 'array') {
    const item = resolve(schema.items ?? {});
    if (item.type === 'object') return 'a list of mappings';
    return item.type === undefined ? 'a list' : `a list of ${plural(item.type)}`;
  }
  return names[schema.type ?? ''] ?? 'a mapping';
}

function plural(type: string): string {
  return { string: 'text', integer: 'whole numbers', number: 'numbers' }[type] ?? 'values';
}

/** The value that was found, as text; without strings, which may be secrets or long. */
export function foundShape(value: unknown, expected: Schema): string {
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'number' && expected.type === 'string') return 'a number';
  if (typeof value === 'string') return value.length > 20 ? 'text' : `the text ${JSON.stringify(value)}`;
  if (typeof value === 'number') return `the number ${value}`;
  return typeof value === 'boolean' ? `\`${value}\`` : 'a mapping';
}

/** How to correct it, if that is known: begins with a colon. */
export function suggestFix(value: unknown, schema: Schema, resolve: (schema: Schema) => Schema): string {
  const { type } = schema;
  if ((type === 'integer' || type === 'number') && typeof value === 'string' && /^-?[0-9]+$/.test(value))
    return ': leave out the quotes';
  if (type === 'boolean' && typeof value === 'string' && /^(?:true|false)$/.test(value))
    return ': leave out the quotes';
  if (type === 'string' && (typeof value === 'number' || typeof value === 'boolean'))
    return ': put it in quotes';
  if (type !== 'array') return '';
  const fields = Object.keys(resolve(schema.items ?? {}).properties ?? {});
  if (typeof value === 'object' && fields.includes('name'))
    return ': each of its items begins with `- name:`';
  return ': each of its items begins with `- `';
}

const quantity = /^[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[KMGTPE]i|[numkMGTPE]|[eE][+-]?[0-9]+)?$/;
const base64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/** Whether a value has a schema's own type; its content is checked separately. */
export function isOfType(value: unknown, { type }: Schema): boolean {
  switch (type) {
    case undefined:
      return true;
    case 'string':
      return typeof value === 'string';
    case 'integer':
      return Number.isInteger(value);
    case 'number':
      return typeof value === 'number';
    case 'boolean':
      return typeof value === 'boolean';
    case 'array':
      return Array.isArray(value);
    case 'int-or-string':
      return typeof value === 'string' || Number.isInteger(value);
    case 'quantity':
      return typeof value === 'number' || (typeof value === 'string' && quantity.test(value.trim()));
    default:
      return typeof value === 'object' && !Array.isArray(value);
  }
}

/** The problem of a value with the right type; null if there is none. */
export function wrongValue(value: unknown, schema: Schema): string | null {
  const { format } = schema;
  if (typeof value === 'number' && (schema.type === 'integer' || schema.type === 'int-or-string')) {
    const bits = format === 'int64' ? 64 : 32;
    const isHeld = bits === 64 ? Number.isSafeInteger(value) : Math.abs(value) <= 2 ** 31 - 1;
    if ((format !== undefined || schema.type === 'int-or-string') && !isHeld)
      return `${value} is no whole number of ${bits} bits`;
  }
  if (format === 'byte' && typeof value === 'string' && !base64.test(value.replaceAll(/[\r\n]/g, '')))
    return 'expected text in base64; `stringData` takes it as it is';
  // An empty text counts as absent, and is defaulted.
  if (schema.enum === undefined || value === '' || schema.enum.some((word) => word === value)) return null;
  const known = schema.enum.filter((word) => word !== '');
  const words = known.map((word) => `\`${word}\``).join(', ');
  const meant = typeof value === 'string' ? didYouMean(value, known.map(String)) : '';
  return `${typeof value === 'object' ? foundShape(value, schema) : `\`${value}\``} is none of ${words}${meant}`;
}
