import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { printable } from '../../../harness/cli/terminal-text.ts';

describe('text for a terminal', () => {
  it('contains no control characters, escapes or line breaks, whatever a cluster reports', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(printable(text)).not.toMatch(/[\p{Cc}\p{Cf}\u2028\u2029]/u);
      }),
    );
  });

  it.each([
    ['a colour', 'a\u001b[31mred', 'a [31mred'],
    ['a forged line', 'web\r\nAPPROVE: all is well', 'web APPROVE: all is well'],
    ['a title', '\u001b]0;pwned\u0007x', ' ]0;pwned x'],
    ['a cursor, C1', 'a\u009b2Kb', 'a 2Kb'],
    ['letters that run backwards', 'a\u202egnp.exe', 'a gnp.exe'],
    ['bells and backspaces', 'a\u0007\b\bb', 'a b'],
  ])('defuses %s', (_, hostile, harmless) => {
    expect(printable(hostile)).toBe(harmless);
  });

  it('keeps letters of all scripts unchanged', () => {
    for (const text of ['Größe', '集群', 'кластер', '– · ✕ µs']) expect(printable(text)).toBe(text);
  });
});
