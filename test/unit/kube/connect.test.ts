import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { connect } from '../../../harness/kube/connect.ts';
import { bounded } from '../../../harness/kube/request.ts';
import { fakeApi } from '../../support/kube/fake-api.ts';

test('calls share their connections', async () => {
  const api = await fakeApi();
  onTestFinished(() => api[Symbol.asyncDispose]());
  for (let call = 0; call < 10; call++) await api.kube.core.listNode();
  // the next call may start before undici has put the connection back
  expect(api.connections()).toBeLessThanOrEqual(2);
});

test('a call ends with its signal, and a hung one with its timeout', async () => {
  const api = await fakeApi();
  onTestFinished(() => api[Symbol.asyncDispose]());
  api.rules.push(() => true);
  const ending = new AbortController();
  const call = api.kube.core.listNode({}, bounded(ending.signal));
  ending.abort(new Error('interrupted'));
  await expect(call).rejects.toThrow('interrupted');
  await expect(api.kube.core.listNode({}, bounded(undefined, 30))).rejects.toMatchObject({
    name: 'TimeoutError',
  });
});

test('a kubeconfig without a current cluster is an error that names the file', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'kubeconfig-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const path = join(folder, 'empty');
  await writeFile(
    path,
    JSON.stringify({ apiVersion: 'v1', kind: 'Config', clusters: [], users: [], contexts: [] }),
  );
  expect(() => connect(path)).toThrow(/empty names no current cluster/);
  expect(() => connect(join(folder, 'missing'))).toThrow(/ENOENT/);
});
