import { expect, test } from 'vitest';
import { listStepMoments } from '../../../harness/plan/moments.ts';
import type { NodeRef, Role } from '../../../harness/scenario/scenario.ts';

const node = (name: string, role: Role, pool: string): NodeRef => ({
  uid: name,
  name,
  slot: { role, pool, ordinal: 0 },
});

const nodes = [
  node('cp', 'control-plane', 'control-plane'),
  node('web-1', 'worker', 'web'),
  node('search-1', 'worker', 'search'),
  node('web-2', 'worker', 'web'),
];

const said = (index: number) => {
  const { begun, before, after, ended } = listStepMoments(nodes, index);
  const say = (moments: typeof before) => moments.map(({ when, at, of }) => `${when} ${at} ${of}`);
  return [say(begun), say(before), say(after), say(ended)];
};

test('opens a role and a pool before their first node, and closes them after their last one', () => {
  expect(said(0)).toEqual([
    ['before role control-plane'],
    ['before node cp'],
    ['after node cp'],
    ['after role control-plane'],
  ]);
  expect(said(1)).toEqual([
    ['before role worker', 'before pool web'],
    ['before node web-1'],
    ['after node web-1'],
    [],
  ]);
  expect(said(2)).toEqual([
    ['before pool search'],
    ['before node search-1'],
    ['after node search-1'],
    ['after pool search'],
  ]);
  expect(said(3)).toEqual([
    [],
    ['before node web-2'],
    ['after node web-2'],
    ['after pool web', 'after role worker'],
  ]);
});

test('lets a hook choose nodes by their role, pool or slot', () => {
  expect(listStepMoments(nodes, 3).after).toMatchObject([{ names: ['worker', 'web', 'web/0'] }]);
});
