import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { readYaml } from '../../../harness/scenario/kubectl-yaml/read.ts';

interface Case {
  readonly yaml: string;
  readonly json?: unknown;
  readonly error?: string;
}

/** Answers of a real kubectl: see scripts/record-kubectl-yaml.ts. */
const golden = JSON.parse(
  readFileSync(new URL('../../fixtures/kubectl-yaml/golden.json', import.meta.url), 'utf8'),
) as { readonly source: string; readonly cases: readonly Case[] };
const named = golden.cases.map((one) => ({ ...one, name: JSON.stringify(one.yaml.split('name: x').at(-1)) }));
const answered = named.filter((one) => one.error === undefined);
const refused = named.filter((one) => one.error !== undefined);

/**
 * Refused although kubectl accepts it: of two values kubectl silently keeps the last, and its numbers have 64
 * bits.
 */
const isStricter = ({ message }: { readonly message: string }) =>
  /is given twice|is what is left of this number/.test(message);

function read(text: string) {
  const { documents, problems } = readYaml(text);
  return { documents, problems: [...problems, ...documents.flatMap((one) => one.problems)] };
}

/** Without the sign of zero, which JSON loses. */
const asJson = (value: unknown) => JSON.parse(JSON.stringify(value));

describe('YAML is read as kubectl reads it', () => {
  it("has enough of kubectl's answers to compare with", () => {
    expect(golden.source).toMatch(/^kubectl v1\.\d+\.\d+ of kindest\/node/);
    expect(answered.length).toBeGreaterThan(200);
    expect(refused.length).toBeGreaterThan(30);
  });

  it.each(answered)('$name', ({ yaml, json }) => {
    const { documents, problems } = read(yaml);
    expect(problems.filter((one) => !isStricter(one))).toEqual([]);
    expect(asJson(documents[0]?.data)).toEqual(json);
  });

  it('refuses what kubectl refuses, except if YAML 1.2 gives it a meaning or the object itself is wrong', () => {
    const accepted = refused.filter(({ yaml }) => read(yaml).problems.length === 0);
    const known = [/\\\\\//, /%YAML 1\.[12]/, /^"- a\\n- b/, /^"just text/, /[\u2028\u0085]/, /\\u0007/];
    const texts = accepted.map(({ yaml }) => JSON.stringify(yaml));
    expect(texts.filter((text) => !known.some((one) => one.test(text)))).toEqual([]);
    expect(refused.length - accepted.length).toBeGreaterThan(25);
  });

  it('refuses a key that is given twice, at its second position, even if the two are equal only in JSON', () => {
    const { documents, position } = readYaml('a: 1\nb: { yes: 1, "true": 2 }\na: 2\n');
    expect(documents[0]?.problems.map((one) => ({ ...one, ...position(one.offset) }))).toMatchObject([
      { line: 2, column: 14, message: 'the key `true` is given twice in this mapping' },
      { line: 3, column: 1, message: 'the key `a` is given twice in this mapping' },
    ]);
  });

  it('refuses a number that would lose digits, except in a schema', () => {
    const text = (key: string) => read(`${key}: 9007199254740993\n`);
    expect(text('value').problems).toMatchObject([
      { message: '9007199254740992 is what is left of this number: it has more digits than can be sent' },
    ]);
    expect(text('maximum').problems).toEqual([]);
    expect(read('a: 9007199254740992\nb: 1e300\n').problems).toEqual([]);
  });

  it('knows the position of each member, through lists, aliases and merged mappings', () => {
    const text = 'base: &b\n  image: x\nlist:\n  - <<: *b\n    own: [1, 2]\n';
    const { documents, places, position } = readYaml(text);
    const { list = [] } = (documents[0]?.data ?? {}) as {
      readonly list?: readonly { readonly own: readonly number[] }[];
    };
    const [item] = list;
    const at = (container: object, key: string | number) => {
      const place = places.get(container)?.get(key);
      return [position(place?.key ?? 0).line, position(place?.value ?? 0).column];
    };
    expect(at(list, 0)).toEqual([4, 5]);
    expect(at(item ?? {}, 'own')).toEqual([5, 10]);
    expect(at(item?.own ?? [], 1)).toEqual([5, 14]);
    expect(at(item ?? {}, 'image')).toEqual([2, 10]);
  });

  it('reads JSON objects one after another, each with the positions of its members', () => {
    const text = '{ "a": "} {\\"" }\n{\n  "b": [1, { "c": 2 }]\n} {"d": {}}\n';
    const { documents, problems, places, position } = readYaml(text);
    expect(problems).toEqual([]);
    expect(documents.map(({ data }) => data)).toEqual([{ a: '} {"' }, { b: [1, { c: 2 }] }, { d: {} }]);
    expect(documents.map(({ offset }) => position(offset))).toEqual([
      { line: 1, column: 1 },
      { line: 2, column: 1 },
      { line: 4, column: 3 },
    ]);
    const { b: [, inner] = [0, {}] } = (documents[1]?.data ?? {}) as {
      readonly b?: readonly [number, object];
    };
    expect(position(places.get(inner)?.get('c')?.value ?? 0)).toEqual({ line: 3, column: 19 });
    const twice = readYaml('{}\n{"a": 1,\n "a": 2}').documents.flatMap((one) => one.problems);
    expect(twice.map(({ offset }) => readYaml('{}\n{"a": 1,\n "a": 2}').position(offset).line)).toEqual([3]);
    expect(read('{"a": 1}\n{"b": ').problems.length).toBeGreaterThan(0);
    expect(read('{"a": 1}\n---\n{"b": 2}\n').documents).toHaveLength(2);
  });

  it('refuses aliases that grow without limit quickly', () => {
    const doubled = Array.from({ length: 40 }, (_, i) => `a${i + 1}: &a${i + 1} [*a${i}, *a${i}]`).join('\n');
    expect(read(`a0: &a0 [x]\n${doubled}\n`).problems).toMatchObject([
      { message: 'its aliases (`*name`) grow without bound' },
    ]);
  });

  it('reads every JSON value unchanged, also as a YAML library writes it', () => {
    const value = fc.jsonValue({ maxDepth: 4 }).filter((one) => one !== null);
    fc.assert(
      fc.property(value, (data) => {
        expect(read(JSON.stringify(data)).documents.map((one) => asJson(one.data))).toEqual([asJson(data)]);
        // The library writes a key `<<` without quotes, which every reader takes as a merge key.
        if (JSON.stringify(data).includes('"<<"')) return;
        const written = stringify(data, { version: '1.1', aliasDuplicateObjects: false });
        expect(read(written).documents.map((one) => asJson(one.data))).toEqual([asJson(data)]);
      }),
    );
  });

  it('reads a quoted key `<<` as any other', () => {
    const { documents, problems } = read('{"<<": {"a": 1}}');
    expect([documents.map((one) => asJson(one.data)), problems]).toEqual([[{ '<<': { a: 1 } }], []]);
  });

  it('answers for any input', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(...':-{}[]&*!|>%@`"\'#?, \n\ta0<~.')).map((one) => one.join('')),
        (text) => {
          const { documents, problems } = read(text);
          for (const { data } of documents) JSON.stringify(data);
          for (const { message } of problems) expect(message).not.toBe('');
        },
      ),
    );
  });
});
