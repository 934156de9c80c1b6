import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { interleave } from '../../../harness/async/interleave.ts';

async function* say(...words: readonly string[]): AsyncGenerator<string, void> {
  for (const word of words) {
    await Promise.resolve();
    yield word;
  }
}

async function collect(source: AsyncIterable<string>): Promise<{ said: string[]; thrown: unknown }> {
  const said: string[] = [];
  try {
    for await (const word of source) said.push(word);
  } catch (thrown) {
    return { said, thrown };
  }
  return { said, thrown: null };
}

describe('sources side by side', () => {
  test('are all begun before the first one ends', async () => {
    const { said } = await collect(interleave([say('a1', 'a2', 'a3'), say('b1', 'b2', 'b3')]));
    expect(said.indexOf('b1')).toBeLessThan(said.indexOf('a3'));
    expect(said.indexOf('a1')).toBeLessThan(said.indexOf('b3'));
  });

  test('go on while one waits', async () => {
    const released = Promise.withResolvers<void>();
    async function* waiting() {
      yield 'waits';
      await released.promise;
      yield 'released';
    }
    async function* releasing() {
      yield 'goes on';
      released.resolve();
    }
    const { said } = await collect(interleave([waiting(), releasing()]));
    expect(said).toEqual(['waits', 'goes on', 'released']);
  });

  test('continue only after the consumer took what they said', async () => {
    const done: string[] = [];
    async function* acting(name: string) {
      yield `${name} begins`;
      done.push(name);
      yield `${name} ends`;
    }
    for await (const word of interleave([acting('a'), acting('b')])) {
      const [name = '', edge] = word.split(' ');
      expect(done.includes(name)).toBe(edge === 'ends');
    }
    expect(done.toSorted()).toEqual(['a', 'b']);
  });

  test('end before the first error is thrown', async () => {
    const first = new Error('the first');
    async function* failing() {
      yield 'begins';
      throw first;
    }
    const { said, thrown } = await collect(interleave([failing(), say('b1', 'b2', 'b3', 'b4')]));
    expect(thrown).toBe(first);
    expect(said.filter((word) => word.startsWith('b'))).toEqual(['begins', 'b1', 'b2', 'b3', 'b4']);
  });

  test('are closed if the consumer leaves', async () => {
    const closed: string[] = [];
    async function* endless(name: string) {
      try {
        for (;;) yield name;
      } finally {
        closed.push(name);
      }
    }
    for await (const _ of interleave([endless('a'), endless('b')])) break;
    expect(closed.toSorted()).toEqual(['a', 'b']);
  });

  test('are none', async () => {
    expect(await collect(interleave([]))).toEqual({ said: [], thrown: null });
  });

  test('keep all their values, each in its order', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 0, max: 6 }), { maxLength: 5 }), async (lengths) => {
        const sources = lengths.map((length, source) =>
          Array.from({ length }, (_, index) => `${source}.${index}`),
        );
        const { said } = await collect(interleave(sources.map((words) => say(...words))));
        expect(said.toSorted()).toEqual(sources.flat().toSorted());
        for (const [source, words] of sources.entries())
          expect(said.filter((word) => word.startsWith(`${source}.`))).toEqual(words);
      }),
    );
  });
});
