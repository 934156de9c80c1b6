import { describe, expect, it } from 'vitest';
import { connect } from '../../../../harness/kube/connect.ts';
import type { ManifestObject } from '../../../../harness/scenario/manifests.ts';
import type { TargetSpec } from '../../../../harness/scenario/scenario.ts';
import { checkManifests } from '../../../../harness/workload/own/apply.ts';
import { deployOwn } from '../../../../harness/workload/own/deploy-own.ts';
import { testServer } from '../../../support/embedded/api/test-server.ts';
import { placed } from '../../../support/workload/placed.ts';

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
  ...{ objects: placed(objects), targets: [target], workers: 2, runId: 'run-1', say: () => {} },
  signal: new AbortController().signal,
};

describe("deploying the user's own manifests", () => {
  it('labels what it creates, and opens a NodePort for load next to the Service, which stays as written', async () => {
    const { kubeconfig } = await testServer();
    await checkManifests({ ...options, kubeconfig });
    const served = await deployOwn({ ...options, kubeconfig });
    const nodePort = served.targets[0]?.nodePort;
    expect(served).toEqual({
      rollouts: [{ kind: 'Deployment', namespace, name: 'catalogue' }],
      targets: [
        {
          ...{ name: 'items', namespace, service: 'rehearse-items', port: 80, nodePort },
          ...{ otherPorts: [], replicas: 4 },
          healthCheckNodePort: null,
          makers: [{ kind: 'Deployment', namespace, name: 'catalogue' }],
        },
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

  it('gives the Service of the load every setting that affects where its connections go', async () => {
    const { kubeconfig } = await testServer();
    const settings = {
      publishNotReadyAddresses: true,
      sessionAffinity: 'ClientIP',
      sessionAffinityConfig: { clientIP: { timeoutSeconds: 60 } },
      internalTrafficPolicy: 'Local',
      trafficDistribution: 'PreferClose',
    };
    const annotations = { 'service.kubernetes.io/topology-mode': 'Auto', team: 'shop' };
    const changed = objects.map((object) =>
      object.kind === 'Service'
        ? {
            ...object,
            metadata: { ...object.metadata, annotations },
            spec: {
              ...(object.spec as object),
              ...settings,
              ...{ type: 'LoadBalancer', externalTrafficPolicy: 'Local' },
            },
          }
        : object,
    );
    await checkManifests({ ...options, objects: placed(changed), kubeconfig });
    await deployOwn({ ...options, objects: placed(changed), kubeconfig });
    await using kube = connect(kubeconfig);
    const opened = await kube.core.readNamespacedService({ namespace, name: 'rehearse-items' });
    expect(opened.spec).toMatchObject({
      ...settings,
      ...{ type: 'LoadBalancer', loadBalancerClass: 'k8s-rehearse/front-door' },
      externalTrafficPolicy: 'Local',
    });
    expect(opened.metadata?.annotations).toEqual({ 'service.kubernetes.io/topology-mode': 'Auto' });
  });

  it('names the position of the Service whose port the API server refuses to open', async () => {
    const { kubeconfig } = await testServer();
    await checkManifests({ ...options, kubeconfig });
    const long = {
      ...target,
      name: 'a-name-that-is-far-too-long-for-a-service-when-something-is-put-before-it',
    };
    await expect(deployOwn({ ...options, kubeconfig, targets: [long] })).rejects.toMatchObject({
      code: 'manifests-refused',
      message: expect.stringContaining(`shop.yaml:101:1: Service shop/rehearse-${long.name}`),
    });
  });

  it('ends with the reason of the signal that ended it', async () => {
    const { kubeconfig } = await testServer();
    const reason = new Error('Ctrl-C');
    const work = deployOwn({ ...options, kubeconfig, signal: AbortSignal.abort(reason) });
    await expect(work).rejects.toBe(reason);
  });
});
