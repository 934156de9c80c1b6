import type { Deployment } from '../../objects.ts';
import { getReplicas } from './rollout.ts';

/** How far a rolling update may deviate from the desired count. */
export interface Bounds {
  readonly surge: number;
  readonly unavailable: number;
}

/**
 * As documented: percentages of the replicas, surge rounded up and unavailable down. If both are zero, one pod may be
 * unavailable, because otherwise nothing could proceed. A strategy other than RollingUpdate has neither.
 * https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#rolling-update-deployment
 */
export function resolveBounds(deployment: Deployment): Bounds {
  const { strategy } = deployment.spec ?? {};
  const replicas = getReplicas(deployment);
  if (strategy?.type === 'Recreate') return { surge: 0, unavailable: 0 };
  const { maxSurge = '25%', maxUnavailable = '25%' } = strategy?.rollingUpdate ?? {};
  const surge = resolved(maxSurge, replicas, Math.ceil);
  const unavailable = resolved(maxUnavailable, replicas, Math.floor);
  return { surge, unavailable: surge === 0 && unavailable === 0 ? 1 : Math.min(unavailable, replicas) };
}

/** A count, or a percentage of `whole`. The API accepts nothing else. */
export function resolved(value: number | string, whole: number, round: (count: number) => number): number {
  if (typeof value === 'number') return value;
  return round((Number.parseInt(value, 10) * whole) / 100);
}
