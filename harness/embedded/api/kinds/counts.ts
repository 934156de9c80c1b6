import { checked, type intOrText } from './schema.ts';

/** A number of pods, or a percentage such as `25%`. */
export function countOrPercent<T extends typeof intOrText>(schema: T): T {
  return checked(schema, function* (value) {
    if (typeof value === 'number' && value < 0)
      yield { reason: 'Invalid', path: [], value, message: 'must be greater than or equal to 0' };
    if (typeof value === 'string' && !/^[0-9]+%$/.test(value))
      yield {
        reason: 'Invalid',
        path: [],
        value,
        message:
          "a valid percent string must be a numeric string followed by an ending '%' (e.g. '1%',  or '93%', regex used for validation is '[0-9]+%')",
      };
  });
}

export const isZero = (value: string | number): boolean => Number.parseInt(String(value), 10) === 0;
