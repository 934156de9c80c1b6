import { expect, test } from 'vitest';
import { connect } from '../../../../harness/kube/connect.ts';
import { testServer } from '../../../support/embedded/api/test-server.ts';

test('the client library creates, reads, lists, replaces and deletes', async () => {
  const { kubeconfig } = await testServer();
  await using kube = connect(kubeconfig);
  const namespace = 'default';
  const body = { metadata: { name: 'settings', labels: { app: 'web' } }, data: { colour: 'blue' } };
  const created = await kube.core.createNamespacedConfigMap({ namespace, body });
  expect(created.metadata?.uid).toMatch(/^[0-9a-f-]{36}$/);
  expect(created.metadata?.creationTimestamp).toBeInstanceOf(Date);

  const labelSelector = 'app in (web, api)';
  const list = await kube.core.listNamespacedConfigMap({ namespace, labelSelector });
  expect(list.items.map((item) => item.data)).toEqual([{ colour: 'blue' }]);

  const changed = await kube.core.replaceNamespacedConfigMap({
    namespace,
    name: 'settings',
    body: { ...created, data: { colour: 'red' } },
  });
  expect(changed.data).toEqual({ colour: 'red' });
  await expect(
    kube.core.replaceNamespacedConfigMap({ namespace, name: 'settings', body: created }),
  ).rejects.toMatchObject({ code: 409 });

  const deleted = await kube.core.deleteNamespacedConfigMap({ namespace, name: 'settings' });
  expect(deleted.status).toBe('Success');
  await expect(kube.core.readNamespacedConfigMap({ namespace, name: 'settings' })).rejects.toMatchObject({
    code: 404,
  });
});
