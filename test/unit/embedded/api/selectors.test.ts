import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fieldSelector, labelSelector } from '../../../../harness/embedded/api/selectors.ts';

const labels = { app: 'web', 'example.com/tier': 'front', zone: '' };

test.each([
  ['', true],
  ['app=web', true],
  ['app==web,zone=', true],
  ['app = web , zone', true],
  ['app!=web', false],
  ['other!=web', true],
  ['app in (api, web)', true],
  ['app in (api)', false],
  ['app notin (api),example.com/tier in (front,back)', true],
  ['other notin (a)', true],
  ['other in (a)', false],
  ['!other', true],
  ['!app', false],
  ['other', false],
])('labels by %o', (selector, expected) => {
  expect(labelSelector(selector)(labels)).toBe(expected);
});

test.each(['app in web', 'app=(a)', '=web', 'app=a b', 'app,,zone', 'app in (a'])(
  '%o is not a label selector',
  (text) => {
    expect(() => labelSelector(text)).toThrow(expect.objectContaining({ code: 400 }));
  },
);

test('numbers can be compared', () => {
  expect(labelSelector('n>5,n<10')({ n: '7' })).toBe(true);
  expect(labelSelector('n>5')({ n: '5' })).toBe(false);
  expect(labelSelector('n>5')({ n: 'x' })).toBe(false);
});

describe('fields', () => {
  const fields = { 'spec.nodeName': 'n1', 'status.phase': 'Running', 'metadata.name': 'a,b=c\\d' };

  test.each([
    ['', true],
    ['spec.nodeName=n1', true],
    ['spec.nodeName==n1,status.phase!=Failed', true],
    ['spec.nodeName=', false],
    ['status.phase!=Running', false],
  ])('by %o', (selector, expected) => {
    expect(fieldSelector(selector, Object.keys(fields))(fields)).toBe(expected);
  });

  test('that a kind does not support are refused', () => {
    expect(() => fieldSelector('spec.nodeName=n2,spec.colour=red', Object.keys(fields))).toThrow(
      expect.objectContaining({ code: 400, message: 'field label not supported: spec.colour' }),
    );
  });

  test('any value can be selected, escaped', () => {
    const escaped = (value: string) => value.replace(/[\\,=]/g, '\\$&');
    const value = fc.string({ unit: fc.constantFrom('a', ',', '=', '\\', '!', '.') });
    fc.assert(
      fc.property(value, value, (one, other) => {
        const matches = fieldSelector(`x=1,metadata.name=${escaped(one)},y!=2`, ['x', 'y', 'metadata.name']);
        expect(matches({ x: '1', y: '1', 'metadata.name': other })).toBe(one === other);
      }),
    );
  });
});
