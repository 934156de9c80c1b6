import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { exportLogs } from '../../../../harness/clusters/kops/logs.ts';
import { container, engineWith } from '../../../support/clusters/kind/engine.ts';
import { runId } from '../../../support/clusters/kind/fixtures.ts';
import { fakeApi } from '../../../support/kube/fake-api.ts';

const { signal } = new AbortController();
const door = `rehearse-${runId}-front-door`;

async function exported(isAway: boolean) {
  const api = await fakeApi();
  onTestFinished(() => api[Symbol.asyncDispose]());
  api.put('/api/v1/nodes', { metadata: { name: 'i-1' } });
  if (isAway) await api.close();
  const folder = await mkdtemp(join(tmpdir(), 'kops-logs-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const commands = engineWith(container(door, { 'k8s-rehearse.run': runId }));
  await exportLogs({ commands, runId, kubeconfig: api.kubeconfig }, folder, signal);
  return folder;
}

test('the front door and what the API says are exported', async () => {
  const folder = await exported(false);
  const files = ['events.json', 'nodes.json', 'pods.json', `${door}.json`, `${door}.log`];
  expect((await readdir(folder)).toSorted()).toEqual(files.toSorted());
  const nodes = JSON.parse(await readFile(join(folder, 'nodes.json'), 'utf8'));
  expect(nodes.items).toMatchObject([{ metadata: { name: 'i-1' } }]);
});

test('what a half-dead cluster does not answer is noted, and the rest exported', async () => {
  const folder = await exported(true);
  expect((await readdir(folder)).toSorted()).toEqual(
    [`${door}.json`, `${door}.log`, 'not-exported.txt'].toSorted(),
  );
  const missing = await readFile(join(folder, 'not-exported.txt'), 'utf8');
  for (const what of ['events', 'nodes', 'pods']) expect(missing).toContain(`${what}: `);
});
