import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { unreadyReasons } from '../../../../harness/timeline/unready/reasons.ts';

const page = readFileSync(new URL('../../../../docs/judging-reference.md', import.meta.url), 'utf8');
const chapter = page.split('## Pods that do not become ready')[1]?.split('\n## ')[0] ?? '';

test.each(unreadyReasons.map(({ code }) => code))(
  'the rule for %s is argued in docs/judging-reference.md',
  (code) => {
    expect(chapter).toContain(`\`${code}\``);
  },
);

test('each of the reasons of Kubernetes stands for one code', () => {
  const all = unreadyReasons.flatMap((one) => one.of);
  expect(new Set(all).size).toBe(all.length);
  expect(new Set(unreadyReasons.map(({ code }) => code)).size).toBe(unreadyReasons.length);
});
