import { describe, expect, it } from 'vitest';
import { budgetWarnings } from '../../../../harness/scenario/manifests/budgets.ts';
import type { ManifestObject } from '../../../../harness/scenario/manifests.ts';
import { placed } from '../../../support/workload/placed.ts';

const labels = { app: 'web' };
const workload = (kind: string, replicas?: number): ManifestObject => ({
  ...{ apiVersion: 'apps/v1', kind, metadata: { name: 'web' } },
  spec: { ...(replicas !== undefined && { replicas }), template: { metadata: { labels } } },
});
const pod: ManifestObject = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'bare', labels } };
const budget = (spec: object, name = 'guard', namespace?: string): ManifestObject => ({
  ...{ apiVersion: 'policy/v1', kind: 'PodDisruptionBudget' },
  metadata: { name, ...(namespace && { namespace }) },
  spec: { selector: { matchLabels: labels }, ...spec },
});
const autoscaler: ManifestObject = {
  ...{ apiVersion: 'autoscaling/v2', kind: 'HorizontalPodAutoscaler', metadata: { name: 'web' } },
  spec: { scaleTargetRef: { kind: 'Deployment', name: 'web' } },
};
const codes = (...objects: readonly ManifestObject[]) =>
  budgetWarnings(placed(objects)).map(({ code, line }) => `${code}:${line}`);

describe('a budget', () => {
  it.each<[string, object, readonly ManifestObject[]]>([
    ['maxUnavailable 0', { maxUnavailable: 0 }, [workload('Deployment', 3)]],
    ['maxUnavailable 0%', { maxUnavailable: '0%' }, [workload('Deployment', 3), autoscaler]],
    ['all of the pods', { minAvailable: 3 }, [workload('StatefulSet', 3)]],
    ['the one pod of a Deployment without replicas', { minAvailable: 1 }, [workload('Deployment')]],
    ['a share that is rounded up to all', { minAvailable: '67%' }, [workload('Deployment', 3)]],
    ['100% of whatever an autoscaler makes', { minAvailable: '100%' }, [workload('Deployment'), autoscaler]],
    ['a share of a pod without a controller', { maxUnavailable: 1 }, [pod]],
    ['neither of its two fields', {}, [workload('Deployment', 3)]],
  ])('never allows an eviction: %s', (_, spec, objects) => {
    expect(codes(budget(spec), ...objects)).toEqual(['budget-never-allows:1']);
  });

  it.each<[string, object, readonly ManifestObject[]]>([
    ['a share of 1% is rounded up to a pod', { maxUnavailable: '1%' }, [workload('Deployment', 3)]],
    ['66% of three are two', { minAvailable: '66%' }, [workload('Deployment', 3)]],
    ['two Deployments together', { minAvailable: 1 }, [workload('Deployment', 1), workload('ReplicaSet', 1)]],
    [
      'a pod without a controller next to a Deployment',
      { maxUnavailable: 1 },
      [workload('Deployment', 1), pod],
    ],
    ['an autoscaler decides how many', { minAvailable: 1 }, [workload('Deployment'), autoscaler]],
    ['nothing is selected', { maxUnavailable: 0 }, []],
  ])('allows one: %s', (_, spec, objects) => {
    expect(codes(budget(spec), ...objects)).toEqual([]);
  });

  it('is named, with its number of pods', () => {
    const [warning] = budgetWarnings(placed([workload('Deployment', 2), budget({ minAvailable: 2 })]));
    expect(warning).toMatchObject({
      ...{ file: 'shop.yaml', line: 101, column: 1 },
      message:
        'PodDisruptionBudget guard never lets a pod be evicted (minAvailable 2 of 2 pods): drains wait for it until `upgrade.drain.timeout`',
    });
  });

  it('is a conflict if another one selects the same pods, in the same namespace', () => {
    const two = [budget({ maxUnavailable: 1 }), budget({ maxUnavailable: 1 }, 'second')];
    expect(codes(workload('Deployment', 3), ...two)).toEqual(['two-budgets:201']);
    const elsewhere = budget({ maxUnavailable: 1 }, 'guard', 'other');
    expect(codes(workload('Deployment', 3), budget({ maxUnavailable: 1 }), elsewhere)).toEqual([]);
  });
});
