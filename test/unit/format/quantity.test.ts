import { expect, test } from 'vitest';
import { quantity } from '../../../harness/format/quantity.ts';

test("a criterion's number has its own unit", () => {
  expect(quantity(1215, 'ms')).toBe('1.215 s');
  expect(quantity(0.5, 'ratio')).toBe('+50%');
  expect(quantity(1.108, 'ratio')).toBe('+111%');
  expect(quantity(5.82, 'ratio')).toBe('+582%');
  expect(quantity(-0.021, 'ratio')).toBe('−2.1%');
  expect(quantity(0, 'ratio')).toBe('±0%');
  expect(quantity(7, 'restarts')).toBe('7 restarts');
});
