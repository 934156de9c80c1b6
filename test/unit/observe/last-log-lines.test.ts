import { expect, onTestFinished, test } from 'vitest';
import { lastLogLines } from '../../../harness/observe/last-log-lines.ts';
import { fakeApi } from '../../support/kube/fake-api.ts';

const run = { namespace: 'shop', pod: 'web-1', container: 'app', previous: true };
const { signal } = new AbortController();

test('the last lines of a log are limited and without control characters', async () => {
  const api = await fakeApi();
  onTestFinished(() => api[Symbol.asyncDispose]());
  const asked: string[] = [];
  api.rules.push((request, response) => {
    if (!request.url?.includes('/log')) return false;
    asked.push(request.url);
    const lines = ['a', 'b', '\u001b[31mred\u001b[0m', '', 'x'.repeat(1_000), 'd', 'e', ''];
    response.writeHead(200, { 'content-type': 'text/plain' }).end(lines.join('\n'));
    return true;
  });
  const lines = await lastLogLines(api.kube, run, signal);
  expect(lines).toEqual(['b', '[31mred [0m', `${'x'.repeat(199)}…`, 'd', 'e']);
  expect(asked[0]).toMatch(/namespaces\/shop\/pods\/web-1\/log\?.*container=app/);
  expect(asked[0]).toContain('previous=true');
});

test('a log that can not be read has no lines', async () => {
  const api = await fakeApi();
  onTestFinished(() => api[Symbol.asyncDispose]());
  expect(await lastLogLines(api.kube, run, signal)).toEqual([]);
});
