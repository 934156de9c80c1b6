import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { mergeKeys } from '../../../../harness/embedded/api/patch/merge-keys.ts';
import { mergePatch } from '../../../../harness/embedded/api/patch/merge-patch.ts';
import { strategicMerge } from '../../../../harness/embedded/api/patch/strategic-merge.ts';

describe('JSON merge patch', () => {
  test.each([
    [{ a: 'b' }, { a: 'c' }, { a: 'c' }],
    [{ a: 'b', b: 'c' }, { a: null }, { b: 'c' }],
    [{ a: ['b'] }, { a: 'c' }, { a: 'c' }],
    [{ a: 'c' }, { a: ['b'] }, { a: ['b'] }],
    [{ a: { b: 'c' } }, { a: { b: 'd', c: null } }, { a: { b: 'd' } }],
    [{ a: [{ b: 'c' }] }, { a: [1] }, { a: [1] }],
    [
      ['a', 'b'],
      ['c', 'd'],
      ['c', 'd'],
    ],
    [{ a: 'foo' }, null, null],
    [{ e: null }, { a: 1 }, { e: null, a: 1 }],
    [[1, 2], { a: 'b', c: null }, { a: 'b' }],
    [{}, { a: { bb: { ccc: null } } }, { a: { bb: {} } }],
  ])('%j and %j make %j, as RFC 7386 specifies', (target, patch, expected) => {
    expect(mergePatch(target, patch)).toEqual(expected);
  });

  test('nulls for removed members and values for the others turn one object into another', () => {
    const withoutNull = fc.letrec<{ any: unknown }>((tie) => ({
      any: fc.oneof(
        { maxDepth: 3 },
        fc.integer(),
        fc.string(),
        fc.array(fc.integer()),
        fc.dictionary(fc.string(), tie('any')),
      ),
    })).any;
    const object = fc.dictionary(fc.string(), withoutNull);
    fc.assert(
      fc.property(object, object, (from, to) => {
        const gone = Object.fromEntries(Object.keys(from).map((key) => [key, null]));
        const patched = mergePatch(mergePatch(from, gone), to);
        expect(patched).toEqual(to);
        expect(mergePatch(patched, to)).toEqual(to);
      }),
    );
  });
});

describe('strategic merge patch', () => {
  const fields = mergeKeys.Pod;
  const podWith = (containers: object[]) => ({ spec: { containers } });
  const patched = (containers: object[], patch: object) => {
    const { spec } = strategicMerge(podWith(containers), { spec: patch }, fields) as ReturnType<
      typeof podWith
    >;
    return spec.containers;
  };
  const [a, b, c] = ['a', 'b', 'c'].map((name) => ({ name, image: name })) as [object, object, object];

  test('containers and their environment are merged by name; lists without a key are replaced', () => {
    const web = {
      name: 'web',
      env: [
        { name: 'A', value: '1' },
        { name: 'B', value: '2' },
      ],
      args: ['x', 'y'],
    };
    const patch = { containers: [{ name: 'web', env: [{ name: 'B', value: '3' }], args: ['z'] }] };
    expect(patched([web, a], patch)).toEqual([
      {
        name: 'web',
        env: [
          { name: 'A', value: '1' },
          { name: 'B', value: '3' },
        ],
        args: ['z'],
      },
      a,
    ]);
  });

  test('$patch deletes an item, replaces a list, or replaces an object', () => {
    expect(patched([a, b], { containers: [{ name: 'a', $patch: 'delete' }] })).toEqual([b]);
    expect(patched([a, b], { containers: [c, { $patch: 'replace' }] })).toEqual([c]);
    expect(patched([a, b], { $patch: 'replace', containers: [c] })).toEqual([c]);
    expect(patched([a], { $patch: 'merge', containers: [b] })).toEqual([b, a]);
    expect(strategicMerge({ spec: { x: 1 } }, { spec: { $patch: 'delete' } }, fields)).toEqual({ spec: {} });
  });

  test('$setElementOrder orders the items it names; items that only the server has keep their place', () => {
    const order = (...names: string[]) => ({
      '$setElementOrder/containers': names.map((name) => ({ name })),
    });
    expect(patched([a, b, c], order('c', 'a'))).toEqual([b, c, a]);
    expect(patched([a, b], { ...order('c', 'b', 'a'), containers: [c] })).toEqual([c, b, a]);
    expect(patched([a, b, c], order('b', 'c'))).toEqual([a, b, c]);
  });

  test('$retainKeys removes everything else, as kubectl uses it for the strategy of a Deployment', () => {
    const before = { spec: { strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1 } } } };
    const patch = { spec: { strategy: { $retainKeys: ['type'], type: 'Recreate' } } };
    expect(strategicMerge(before, patch, mergeKeys.Deployment)).toEqual({
      spec: { strategy: { type: 'Recreate' } },
    });
    expect(() =>
      strategicMerge(
        before,
        { spec: { strategy: { $retainKeys: ['type'], rollingUpdate: {} } } },
        mergeKeys.Deployment,
      ),
    ).toThrow(expect.objectContaining({ code: 400 }));
  });

  test('finalizers are merged as values, and removed by $deleteFromPrimitiveList', () => {
    const before = { metadata: { finalizers: ['a/x', 'b/x'] } };
    const add = { metadata: { finalizers: ['c/x', 'a/x'] } };
    const remove = { metadata: { '$deleteFromPrimitiveList/finalizers': ['a/x'] } };
    expect(new Set(listIn(strategicMerge(before, add, fields)))).toEqual(new Set(['a/x', 'b/x', 'c/x']));
    expect(listIn(strategicMerge(before, remove, fields))).toEqual(['b/x']);
  });
  const listIn = (object: object) => (object as typeof finalized).metadata.finalizers;
  const finalized = { metadata: { finalizers: [''] } };

  test.each([
    [{ containers: [{ image: 'x' }] }, 'does not contain declared merge key: name'],
    [{ containers: ['x'] }, 'must hold objects'],
    [{ $patch: 'other' }, 'unknown patch type'],
    [{ containers: [{ name: 'a', $patch: 'merge' }] }, 'unknown patch type'],
    [{ '$setElementOrder/containers': 'a' }, 'must be a list'],
  ])('%j is refused', (patch, message) => {
    expect(() => patched([a], patch)).toThrow(
      expect.objectContaining({ code: 400, message: expect.stringContaining(message) }),
    );
  });

  const name = fc.constantFrom('a', 'b', 'c', 'd', 'e');
  const container = fc.record({
    name,
    image: fc.string(),
    env: fc.uniqueArray(fc.record({ name, value: fc.string() }), { selector: (one) => one.name }),
  });
  const containers = fc.uniqueArray(container, { selector: (one) => one.name });

  test('a patch computed as in kubectl apply turns one list into another', () => {
    fc.assert(
      fc.property(containers, containers, (from, to) => {
        const gone = from.filter((one) => !to.some((other) => other.name === one.name));
        const patch = {
          '$setElementOrder/containers': to.map(({ name }) => ({ name })),
          containers: [
            ...to.map((one) => ({ ...one, env: [...one.env, { $patch: 'replace' }] })),
            ...gone.map(({ name }) => ({ name, $patch: 'delete' })),
          ],
        };
        expect(patched(from, patch)).toEqual(to);
      }),
    );
  });

  test('keeps items that it does not name, without duplicates, and changes nothing when applied again', () => {
    fc.assert(
      fc.property(containers, containers, (from, items) => {
        const before = structuredClone({ from, items });
        const once = patched(from, { containers: items });
        expect(new Set(once.map((one) => (one as { name: string }).name))).toEqual(
          new Set([...from, ...items].map((one) => one.name)),
        );
        for (const kept of from.filter((one) => !items.some((item) => item.name === one.name)))
          expect(once).toContainEqual(kept);
        expect(patched(once, { containers: items })).toEqual(once);
        expect({ from, items }).toEqual(before);
      }),
    );
  });
});
