import { describe, expect, it } from 'vitest';
import { inertFields, refusedFields } from '../../../../../harness/embedded/api/kinds/field-lists.ts';
import { resources } from '../../../../../harness/embedded/api/kinds/resources.ts';
import { findModel, listAttributes, modelsIn } from '../../../../support/embedded/api/models.ts';

const models = Object.values(resources).flatMap(({ kind, schema }) => modelsIn(kind, schema));

const inContainers = (field: string) => `pod.spec.containers[].${field}`;

describe('fields of every kind', () => {
  it('are those of Kubernetes: each is supported, without effect, or refused', () => {
    const known = models.map(({ path, model, shape }) => [path, model, Object.keys(shape).toSorted()]);
    const real = models.map(({ path, model }) => [
      path,
      model,
      listAttributes(model)
        .map(({ baseName }) => baseName)
        .toSorted(),
    ]);
    expect(known).toEqual(real);
    expect(new Set(models.map(({ model }) => model)).size).toBeGreaterThan(60);
  });

  it('have the types of Kubernetes', () => {
    const wrong = models.flatMap(({ path, model, shape }) =>
      listAttributes(model).flatMap(({ baseName, type }) => {
        const own = shape[baseName] && findModel(shape[baseName]);
        const real = type.replace(/^Array<(.*)>$/, '$1');
        return own === null || own === undefined || own === real
          ? []
          : [`${path}.${baseName}: ${own}, ${real}`];
      }),
    );
    expect(wrong).toEqual([]);
  });

  it('are listed for the docs if they have no effect or are refused', () => {
    expect(inertFields).toContainEqual({
      path: 'pod.spec.containers[].resources',
      why: 'a process of this machine has no limits and privileges of its own',
    });
    expect(inertFields.map(({ path }) => path)).toEqual([
      'metadata.managedFields',
      'metadata.selfLink',
      ...['imagePullPolicy', 'resources', 'resizePolicy', 'securityContext'].map(inContainers),
      ...['terminationMessagePath', 'terminationMessagePolicy'].map(inContainers),
      'pod.spec.automountServiceAccountToken',
      'pod.spec.serviceAccount',
      'pod.spec.serviceAccountName',
      'pod.spec.dnsConfig',
      'pod.spec.dnsPolicy',
      'pod.spec.enableServiceLinks',
      'pod.spec.imagePullSecrets',
      'pod.spec.os',
      'pod.spec.preemptionPolicy',
      'pod.spec.resources',
      'pod.spec.securityContext',
      'service.spec.ports[].appProtocol',
      'service.spec.internalTrafficPolicy',
      ...['sessionAffinity', 'sessionAffinityConfig', 'trafficDistribution', 'loadBalancerClass'].map(
        (field) => `service.spec.${field}`,
      ),
    ]);
    expect(refusedFields).toContain('pod.spec.hostNetwork');
    expect(refusedFields).toContain('pod.spec.containers[].livenessProbe.grpc');
    expect(refusedFields).toContain('service.spec.externalName');
    expect(new Set(refusedFields).size).toBe(refusedFields.length);
  });
});
