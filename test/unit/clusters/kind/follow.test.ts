import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { followLines } from '../../../../harness/clusters/kind/follow.ts';

describe('followLines', () => {
  it('passes on each whole line once, however often and wherever reading is interrupted', async () => {
    const texts = fc.array(
      fc.string().map((text) => text.replaceAll('\n', ' ')),
      { maxLength: 12 },
    );
    const cuts = fc.array(fc.nat({ max: 40 }), { maxLength: 2 });
    await fc.assert(
      fc.asyncProperty(texts, cuts, async (lines, lengths) => {
        const stop = new AbortController();
        const remaining = [...lengths];
        async function* read(firstLine: number): AsyncGenerator<string> {
          const rest = lines
            .slice(firstLine - 1)
            .map((line) => `${line}\n`)
            .join('');
          const cut = remaining.shift();
          if (cut === undefined) queueMicrotask(() => stop.abort());
          yield* rest
            .slice(0, cut)
            .split(/(?<=\n)/)
            .filter((line) => line !== '');
        }
        expect(await Array.fromAsync(followLines(read, stop.signal, async () => {}))).toEqual(lines);
      }),
      { numRuns: 200 },
    );
  });
});
