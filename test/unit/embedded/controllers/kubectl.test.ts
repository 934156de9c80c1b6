import { expect, it, onTestFinished, type TestContext } from 'vitest';
import { connectApi } from '../../../../harness/embedded/client/api-client.ts';
import { type ApiClient, keyText, parseKey } from '../../../../harness/embedded/client/client.ts';
import { informer } from '../../../../harness/embedded/client/informer.ts';
import { sharedInformers } from '../../../../harness/embedded/client/shared-informers.ts';
import { workQueue } from '../../../../harness/embedded/client/work-queue.ts';
import { getNodeName } from '../../../../harness/embedded/controllers/daemon-set/daemon-pods.ts';
import { runDaemonSetController } from '../../../../harness/embedded/controllers/daemon-set.ts';
import { runDeploymentController } from '../../../../harness/embedded/controllers/deployment.ts';
import { runGarbageController } from '../../../../harness/embedded/controllers/garbage.ts';
import { runNamespaceController } from '../../../../harness/embedded/controllers/namespace.ts';
import { runNodeLifecycleControllers } from '../../../../harness/embedded/controllers/node-lifecycle.ts';
import { runReplicaSetController } from '../../../../harness/embedded/controllers/replica-set.ts';
import { testServer } from '../../../support/embedded/api/test-server.ts';
import { deployment, node, template } from '../../../support/embedded/controllers/workloads.ts';
import { kubectlFor } from '../../../support/kubectl.ts';

const now = () => `${new Date().toISOString().slice(0, 19)}Z`;

/** Binds each pod, reports it as ready, and ends it when it is deleted. */
function kubelets(api: ApiClient): AsyncDisposable {
  const parts = new AsyncDisposableStack();
  const pods = parts.use(informer(api, 'Pod'));
  const queue = parts.use(
    workQueue(async (key) => {
      const pod = pods.get(parseKey(key));
      if (pod === undefined) return;
      if (pod.metadata.deletionTimestamp !== undefined)
        return await api.delete('Pod', pod.metadata, { gracePeriodSeconds: 0 });
      if (!pod.spec?.nodeName) return await api.bind(pod.metadata, getNodeName(pod) || 'n1');
      if (pod.status?.phase === 'Running') return;
      const conditions = [{ type: 'Ready', status: 'True', lastTransitionTime: now() }];
      await api.patch('Pod', pod.metadata, { status: { phase: 'Running', conditions } }, 'status');
    }),
  );
  pods.onChange((pod) => {
    if (pod !== null) queue.add(keyText(pod.metadata));
  });
  return parts;
}

/** The controllers over a real API server, and the real kubectl. */
async function cluster(ctx: TestContext) {
  const server = await testServer();
  const kubectl = await kubectlFor(ctx, server.kubeconfig);
  const parts = new AsyncDisposableStack();
  onTestFinished(() => parts.disposeAsync());
  const api = parts.use(connectApi({ url: server.url, ca: server.ca, token: server.token }));
  const informers = parts.use(sharedInformers(api));
  const common = { api, informers, signal: new AbortController().signal };
  for (const run of [
    runDeploymentController,
    runReplicaSetController,
    runDaemonSetController,
    runGarbageController,
    runNamespaceController,
    runNodeLifecycleControllers,
  ])
    parts.use(run(common));
  parts.use(kubelets(api));
  const status = { conditions: [{ type: 'Ready', status: 'True' }] };
  for (const name of ['n1', 'n2']) await api.create('Node', { ...node(name), status });
  const done = async (line: string, input?: object) => {
    const { exitCode, stdout, stderr } = await kubectl.run(line.split(' '), input && JSON.stringify(input));
    expect(exitCode, stderr).toBe(0);
    return stdout;
  };
  return { api, done };
}

it('kubectl rolls a Deployment out, restarts it, rolls it back, scales it and deletes it', async (ctx) => {
  const { api, done } = await cluster(ctx);
  await done('apply -f -', { apiVersion: 'apps/v1', kind: 'Deployment', ...deployment(3) });
  expect(await done('rollout status deployment/web --timeout=20s')).toContain('successfully rolled out');
  await done('set image deployment/web web=web:2');
  expect(await done('rollout status deployment/web --timeout=20s')).toContain('successfully rolled out');
  await done('rollout restart deployment/web');
  await done('rollout status deployment/web --timeout=20s');
  expect(await done('rollout history deployment/web')).toMatch(/\n1 [\s\S]*\n2 [\s\S]*\n3 /);
  await done('rollout undo deployment/web --to-revision=1');
  await done('rollout status deployment/web --timeout=20s');
  await done('scale deployment/web --replicas=2');
  await done('wait deployment/web --for=jsonpath={.status.replicas}=2 --timeout=20s');
  const { items } = await api.list('Pod', { labelSelector: 'app=web' });
  expect(items.map(({ spec }) => spec?.containers[0]?.image)).toEqual(['web:1', 'web:1']);
  expect(await done('describe deployment web')).toMatch(
    /ScalingReplicaSet[\s\S]*Scaled up replica set web-\w+ from 0 to 3/,
  );
  expect(await done('get rs')).toMatch(/\nweb-\w+ +2 +2 +2 /);

  await done('delete deployment web --cascade=foreground --timeout=20s');
  for (const kind of ['ReplicaSet', 'Pod'] as const) expect((await api.list(kind)).items).toEqual([]);
}, 120_000);

it('kubectl rolls a DaemonSet out, and deletes its namespace with it', async (ctx) => {
  const { api, done } = await cluster(ctx);
  await done('apply -f -', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'monitoring' } });
  const daemonSet = {
    apiVersion: 'apps/v1',
    kind: 'DaemonSet',
    metadata: { name: 'web', namespace: 'monitoring' },
    spec: { selector: { matchLabels: { app: 'web' } }, template: template() },
  };
  await done('apply -f -', daemonSet);
  await done('-n monitoring rollout status daemonset/web --timeout=20s');
  await done('-n monitoring set image daemonset/web web=web:2');
  await done('-n monitoring rollout status daemonset/web --timeout=20s');
  const { items } = await api.list('Pod');
  expect(items.map(({ spec }) => spec?.containers[0]?.image)).toEqual(['web:2', 'web:2']);
  await expect.poll(() => done('-n monitoring get ds')).toMatch(/\nweb +2 +2 +2 +2 +2 /);
  await done('delete namespace monitoring --timeout=20s');
  expect((await api.list('Pod')).items).toEqual([]);
}, 120_000);
