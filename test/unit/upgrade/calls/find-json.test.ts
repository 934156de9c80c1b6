import { expect, test } from 'vitest';
import { findJsonMismatch } from '../../../../harness/upgrade/calls/find-json.ts';

const health = '{"status":"yellow","shards":[{"state":"STARTED"},{"state":"RELOCATING"}],"ready":false}';

test.each([
  ['$.status', 'yellow'],
  ['$.ready', false],
  ['$.shards[0].state', 'STARTED'],
] as const)('finds nothing to say of %s that is as expected', (path, equals) => {
  expect(findJsonMismatch(health, { path, equals })).toBeNull();
});

test.each([
  [health, '$.status', 'green', '$.status is "yellow" instead of "green"'],
  [health, '$.shards[*].state', 'STARTED', '$.shards[*].state is "RELOCATING" instead of "STARTED"'],
  [health, '$.ready', 'false', '$.ready is false instead of "false"'],
  [health, '$.number_of_nodes', 3, 'the answer has no $.number_of_nodes'],
  ['null', '$.status', 'green', 'the answer has no $.status'],
] as const)('of %s says that %s is not %s', (text, path, equals, words) => {
  expect(findJsonMismatch(text, { path, equals })).toBe(words);
});

test('says that an answer is not JSON', () => {
  const words = findJsonMismatch('<html>', { path: '$.status', equals: 'green' });
  expect(words).toMatch(/^the answer is not JSON: /);
});
