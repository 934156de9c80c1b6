import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { resolveBounds } from '../../../../../harness/embedded/controllers/deployment/bounds.ts';
import type { Deployment } from '../../../../../harness/embedded/objects.ts';
import { deployment } from '../../../../support/embedded/controllers/workloads.ts';

const of = (replicas: number, maxSurge: number | string, maxUnavailable: number | string) =>
  resolveBounds(
    deployment(replicas, {
      strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge, maxUnavailable } },
    }) as Deployment,
  );

describe('the bounds of a rolling update', () => {
  it('round the surge up and the unavailable down', () => {
    expect(of(10, '25%', '25%')).toEqual({ surge: 3, unavailable: 2 });
    expect(of(3, '25%', '25%')).toEqual({ surge: 1, unavailable: 0 });
    expect(of(4, 2, 1)).toEqual({ surge: 2, unavailable: 1 });
  });

  it('allow one unavailable pod if both round to zero', () => {
    expect(of(3, '0%', '25%')).toEqual({ surge: 0, unavailable: 1 });
  });

  it('do not apply to Recreate', () => {
    const recreate = deployment(3, { strategy: { type: 'Recreate' } }) as Deployment;
    expect(resolveBounds(recreate)).toEqual({ surge: 0, unavailable: 0 });
  });

  it('always permit some step, and never more unavailable pods than exist', () => {
    const percent = fc.integer({ min: 0, max: 100 }).map((share) => `${share}%`);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 50 }), percent, percent, (replicas, maxSurge, maxUnavailable) => {
        const { surge, unavailable } = of(replicas, maxSurge, maxUnavailable);
        expect(surge + unavailable).toBeGreaterThan(0);
        expect(unavailable).toBeLessThanOrEqual(replicas);
      }),
    );
  });
});
