import type { V1Container, V1Deployment } from '@kubernetes/client-node';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { WorkloadSpec } from '../../../harness/scenario/scenario.ts';
import { webManifests } from '../../../harness/workload/manifests.ts';
import { webSettings } from '../../../workloads/web/settings.ts';
import { anyWorkload, goodWorkload } from '../../support/workload/workload-specs.ts';

const createManifests = (spec: WorkloadSpec) =>
  webManifests({ spec, image: 'k8s-rehearse/web:0123456789abcdef', runId: 'run-1' });

function getContainer(deployment: V1Deployment): V1Container {
  const container = deployment.spec?.template.spec?.containers[0];
  if (!container) throw new Error('no container');
  return container;
}

/** The environment that the container's process will see, with the downward API's fields filled in. */
function getEnvironment(deployment: V1Deployment): Record<string, string> {
  const fields: Record<string, string> = {
    'metadata.name': 'web-1',
    'spec.nodeName': 'worker-1',
    'status.podIP': '10.1.2.3',
  };
  return Object.fromEntries(
    (getContainer(deployment).env ?? []).map(({ name, value, valueFrom }) => [
      name,
      value ?? fields[valueFrom?.fieldRef?.fieldPath ?? ''] ?? 'missing',
    ]),
  );
}

describe('manifests of the web service', () => {
  it("pass the service valid settings, with the scenario's values", () => {
    fc.assert(
      fc.property(anyWorkload, (spec) => {
        const settings = webSettings(getEnvironment(createManifests(spec).deployment));
        expect(settings).toMatchObject({
          host: '10.1.2.3',
          port: 8080,
          workUs: spec.workUs,
          startupMs: spec.startupMs,
          onSigterm: spec.onSigterm,
          pod: 'web-1',
          node: 'worker-1',
        });
      }),
    );
  });

  it('open only the requested ports, and keep the key in the Secret alone', () => {
    const plain = createManifests(goodWorkload);
    expect(plain.secret).toBeNull();
    expect(plain.service.spec?.ports).toEqual([{ name: 'http', port: 80, targetPort: 'http' }]);

    const tls = { cert: 'a certificate', key: 'a key' };
    const { secret, ...others } = webManifests({
      ...{ spec: goodWorkload, image: 'web', runId: 'run-1' },
      ports: { h2c: true, tls },
    });
    expect(others.service.spec?.ports?.map(({ name, port }) => [name, port])).toEqual([
      ['http', 80],
      ['h2c', 81],
      ['https', 443],
    ]);
    const inPod = getContainer(others.deployment);
    expect(inPod.ports?.map(({ containerPort }) => containerPort)).toEqual([8080, 8081, 8443]);
    const taken = (inPod.env ?? []).flatMap(({ name, valueFrom }) =>
      valueFrom?.secretKeyRef ? [[name, valueFrom.secretKeyRef.name, valueFrom.secretKeyRef.key]] : [],
    );
    expect(taken).toEqual([
      ['TLS_CERT', secret?.metadata?.name, 'tls.crt'],
      ['TLS_KEY', secret?.metadata?.name, 'tls.key'],
    ]);
    expect(Buffer.from(secret?.data?.['tls.key'] ?? '', 'base64').toString()).toBe(tls.key);
    expect(JSON.stringify(others)).not.toContain(tls.key);
    expect(JSON.stringify(others)).not.toContain(secret?.data?.['tls.key']);
  });

  it('leave the process time to end by itself after the preStop pause, before the kubelet kills it', () => {
    fc.assert(
      fc.property(anyWorkload, (spec) => {
        const { deployment } = createManifests(spec);
        const killedAfterMs = (deployment.spec?.template.spec?.terminationGracePeriodSeconds ?? 30) * 1_000;
        const pausedMs = (getContainer(deployment).lifecycle?.preStop?.sleep?.seconds ?? 0) * 1_000;
        const { graceMs } = webSettings(getEnvironment(deployment));
        expect(pausedMs).toBeGreaterThanOrEqual(spec.preStopMs);
        expect(graceMs).toBe(Math.max(0, killedAfterMs - pausedMs - 1_000));
      }),
    );
  });

  it('label every object with the run, and select by the app alone', () => {
    const { namespace, service, budget, deployment } = createManifests(goodWorkload);
    for (const object of [namespace, service, budget, deployment])
      expect(object?.metadata?.labels).toMatchObject({
        'app.kubernetes.io/managed-by': 'k8s-rehearse',
        'k8s-rehearse/run': 'run-1',
      });
    const selector = { 'app.kubernetes.io/name': 'web' };
    expect(service.spec?.selector).toEqual(selector);
    expect(budget?.spec?.selector?.matchLabels).toEqual(selector);
    expect(deployment.spec?.selector.matchLabels).toEqual(selector);
    expect(deployment.spec?.template.metadata?.labels).toMatchObject(selector);
  });

  it('request ready pods on several hosts, but never so that a drain could not continue', () => {
    const { deployment, budget } = createManifests(goodWorkload);
    expect(deployment.spec?.template.spec?.topologySpreadConstraints).toMatchObject([
      { topologyKey: 'kubernetes.io/hostname', whenUnsatisfiable: 'ScheduleAnyway' },
    ]);
    expect(budget?.spec?.minAvailable).toBe(2);
    expect(getContainer(deployment).readinessProbe?.httpGet?.path).toBe('/readyz');
  });

  it('never pull an image', () => {
    expect(getContainer(createManifests(goodWorkload).deployment)).toMatchObject({
      image: 'k8s-rehearse/web:0123456789abcdef',
      imagePullPolicy: 'Never',
    });
  });

  it('leave out what makes a service well-behaved if the scenario does', () => {
    const { budget, deployment } = createManifests({
      ...goodWorkload,
      replicas: 1,
      budget: null,
      spread: false,
      preStopMs: 0,
      readinessProbe: false,
      startupMs: 2_500,
    });
    const container = getContainer(deployment);
    expect(budget).toBeNull();
    expect(deployment.spec?.replicas).toBe(1);
    expect(deployment.spec?.template.spec).not.toHaveProperty('topologySpreadConstraints');
    expect(container).not.toHaveProperty('lifecycle');
    expect(container).not.toHaveProperty('readinessProbe');
    expect(container).not.toHaveProperty('startupProbe');
    expect(container.livenessProbe?.initialDelaySeconds).toBe(3);
  });
});
