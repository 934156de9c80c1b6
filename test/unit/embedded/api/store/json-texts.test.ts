import { expect, test, vi } from 'vitest';
import { createDryRun } from '../../../../../harness/embedded/api/store/store.ts';
import { configMap, create, testStorage } from '../../../../support/embedded/api/test-objects.ts';

test('a stored object is written as JSON once, whoever reads it', () => {
  const { store, storage } = testStorage();
  const object = create(storage, 'ConfigMap', configMap('a'));
  const expected = JSON.stringify(object);
  using stringify = vi.spyOn(JSON, 'stringify');
  const texts = [store.jsonText(object), store.jsonText(object), createDryRun(store).jsonText(object)];
  expect(stringify).toHaveBeenCalledOnce();
  expect(texts).toEqual([expected, expected, expected]);
});

test('a changed object has a text of its own', () => {
  const { store, storage } = testStorage();
  const before = create(storage, 'ConfigMap', configMap('a'));
  const after = storage.update('ConfigMap', { namespace: 'default', name: 'a' }, (current) => ({
    ...current,
    data: { colour: 'red' },
  }));
  expect(JSON.parse(store.jsonText(before))).toEqual(before);
  expect(JSON.parse(store.jsonText(after))).toEqual(after);
});
