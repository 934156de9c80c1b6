import { describe, expect, it } from 'vitest';
import { connect } from '../../../harness/kube/connect.ts';
import type { ManifestObject } from '../../../harness/scenario/manifests.ts';
import type { TargetSpec } from '../../../harness/scenario/scenario.ts';
import { deployOwn } from '../../../harness/workload/deploy-own.ts';
import { testServer } from '../clusters/embedded/api/test-server.ts';

const namespace = 'shop';
const labels = { app: 'catalogue' };
const objects: readonly ManifestObject[] = [
  {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'catalogue', namespace },
    spec: {
      replicas: 4,
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { containers: [{ name: 'c', image: 'shop:1' }] } },
    },
  },
  {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'catalogue', namespace, labels: { of: 'mine' } },
    spec: { selector: labels, ports: [{ port: 80, targetPort: 'http' }] },
  },
  { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } },
];
const target: TargetSpec = {
  name: 'items',
  service: { namespace, name: 'catalogue', port: 80 },
  weight: 1,
  request: { method: 'GET', path: '/', headers: {}, body: null },
  expect: { status: 200, body: null },
};
const options = {
  ...{ objects, targets: [target], workers: 2, runId: 'run-1' },
  signal: new AbortController().signal,
};

describe("deploying the user's own manifests", () => {
  it('labels what it creates, and opens a NodePort beside the Service, which stays as written', async () => {
    const { kubeconfig } = await testServer();
    const served = await deployOwn({ ...options, kubeconfig });
    const nodePort = served.targets[0]?.nodePort;
    expect(served).toEqual({
      rollouts: [{ kind: 'Deployment', namespace, name: 'catalogue' }],
      targets: [
        { name: 'items', namespace, service: 'rehearse-items', nodePort, otherPorts: [], replicas: 4 },
      ],
    });

    await using kube = connect(kubeconfig);
    const own = await kube.core.readNamespacedService({ namespace, name: 'catalogue' });
    expect(own.spec?.type).toBe('ClusterIP');
    expect(own.metadata?.labels).toMatchObject({ of: 'mine', 'k8s-rehearse/run': 'run-1' });
    const opened = await kube.core.readNamespacedService({ namespace, name: 'rehearse-items' });
    expect(opened.spec).toMatchObject({
      type: 'NodePort',
      selector: labels,
      externalTrafficPolicy: 'Cluster',
    });
    expect(opened.spec?.ports).toMatchObject([{ port: 80, targetPort: 'http', nodePort }]);
  });

  it.each<[string, ManifestObject, RegExp]>([
    [
      'a kind that the cluster lacks',
      { apiVersion: 'batch/v1', kind: 'CronJob', metadata: { name: 'nightly', namespace } },
      /CronJob shop\/nightly could not be created/,
    ],
    [
      'a field that the cluster refuses',
      { apiVersion: 'v1', kind: 'Service', metadata: { name: 'bad', namespace }, spec: { ports: 'eighty' } },
      /Service shop\/bad could not be created: .*ports/,
    ],
  ])('names %s', async (_, object, message) => {
    const { kubeconfig } = await testServer();
    const work = deployOwn({ ...options, objects: [...objects, object], kubeconfig });
    await expect(work).rejects.toMatchObject({
      code: 'never-steady',
      message: expect.stringMatching(message),
    });
  });

  it('stops at what is there already', async () => {
    const { kubeconfig } = await testServer();
    await deployOwn({ ...options, kubeconfig });
    await expect(deployOwn({ ...options, kubeconfig })).rejects.toMatchObject({ code: 'name-occupied' });
  });

  it('ends with the reason of the signal that ended it', async () => {
    const { kubeconfig } = await testServer();
    const reason = new Error('Ctrl-C');
    const work = deployOwn({ ...options, kubeconfig, signal: AbortSignal.abort(reason) });
    await expect(work).rejects.toBe(reason);
  });
});
