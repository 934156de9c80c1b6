import { makeInformer } from '@kubernetes/client-node';
import { expect, onTestFinished, test, vi } from 'vitest';
import { clockFrom } from '../../../../harness/journal/clock.ts';
import { connect } from '../../../../harness/kube/connect.ts';
import { listWatch } from '../../../../harness/kube/list-watch.ts';
import { configMap, create } from '../../../support/embedded/api/test-objects.ts';
import { testServer } from '../../../support/embedded/api/test-server.ts';

const namespace = 'default';

test("the harness's own list and watch is blind while the server restarts, and afterwards has seen everything", async () => {
  const { kubeconfig, storage, stop, start } = await testServer();
  const kube = connect(kubeconfig);
  const ending = new AbortController();
  const seen: string[] = [];
  create(storage, 'ConfigMap', configMap('a'));
  const watch = listWatch({
    kube,
    path: '/api/v1/namespaces/default/configmaps',
    list: (options) => kube.core.listNamespacedConfigMap({ namespace }, options),
    onChange: (change, object) => seen.push(`${change} ${object.metadata?.name}`),
    onList: () => seen.push('list'),
    onBlind: (edge) => seen.push(`blind ${edge}`),
    clock: clockFrom(),
    signal: ending.signal,
  });
  onTestFinished(async () => {
    ending.abort();
    await watch.done;
    await kube.close();
  });
  await vi.waitFor(() => expect(seen).toEqual(['added a', 'list']));
  create(storage, 'ConfigMap', configMap('b'));
  await vi.waitFor(() => expect(seen.at(-1)).toBe('added b'));
  await stop();
  await vi.waitFor(() => expect(seen.at(-1)).toBe('blind begin'));
  storage.delete('ConfigMap', { namespace, name: 'a' }, {});
  create(storage, 'ConfigMap', configMap('c'));
  await start();
  await vi.waitFor(() => expect(seen.at(-1)).toBe('blind end'), { timeout: 10_000 });
  expect(seen.slice(3)).toEqual(['blind begin', 'added c', 'deleted a', 'list', 'blind end']);
  create(storage, 'ConfigMap', configMap('d'));
  await vi.waitFor(() => expect(seen.at(-1)).toBe('added d'));
});

test("the client library's informer follows, and lists again after a restart", async () => {
  const { kubeconfig, storage, restart } = await testServer();
  const kube = connect(kubeconfig);
  const path = '/api/v1/namespaces/default/configmaps';
  const informer = makeInformer(kube.config, path, () => kube.core.listNamespacedConfigMap({ namespace }));
  const names = () => informer.list(namespace).map((one) => one.metadata?.name);
  // It leaves the restart to its user.
  informer.on('error', () => void informer.start());
  onTestFinished(async () => {
    await informer.stop();
    await kube.close();
  });
  create(storage, 'ConfigMap', configMap('a'));
  await informer.start();
  await vi.waitFor(() => expect(names()).toEqual(['a']));
  create(storage, 'ConfigMap', configMap('b'));
  await vi.waitFor(() => expect(names()).toEqual(['a', 'b']));
  storage.delete('ConfigMap', { namespace, name: 'a' }, {});
  await restart();
  create(storage, 'ConfigMap', configMap('c'));
  await vi.waitFor(() => expect(names().toSorted()).toEqual(['b', 'c']), { timeout: 10_000 });
});
