import { expect, test } from 'vitest';
import { findReadiness } from '../../../../harness/workload/own/applied-readiness.ts';

const object = (apiVersion: string, kind: string) => ({ apiVersion, kind, metadata: { name: 'a' } });
const metadata = { name: 'web', namespace: 'shop', generation: 2 };

test('a Deployment is ready once it is rolled out', () => {
  const readiness = findReadiness(object('apps/v1', 'Deployment'));
  const status = {
    observedGeneration: 2,
    replicas: 2,
    updatedReplicas: 2,
    readyReplicas: 2,
    availableReplicas: 2,
  };
  const spec = { replicas: 2 };
  expect(readiness?.({ metadata, spec, status })).toEqual({ lacks: [], final: false });
  expect(readiness?.({ metadata, spec, status: { ...status, observedGeneration: 1 } }).lacks).toHaveLength(1);
});

test('what has no readiness of its own is ready at once', () => {
  expect(findReadiness(object('v1', 'ConfigMap'))).toBeNull();
  expect(findReadiness(object('example.com/v1', 'Deployment'))).toBeNull();
});
