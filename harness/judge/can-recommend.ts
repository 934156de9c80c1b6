import type { Evidence } from './evidence.ts';

/**
 * Settings that a cluster without claims about production can recommend: the workload's own, and what follows from the
 * scenario's own front door. No other durations.
 */
const independentOfCluster: ReadonlySet<string> = new Set([
  'workload.replicas',
  'workload.budget.minAvailable',
  'workload.spread',
  'workload.readinessProbe',
  'workload.preStop',
  'workload.terminationGrace',
  'workload.onSigterm',
  'upgrade.drain.postDrainDelay',
]);

/** Whether this cluster can recommend a setting. */
export function canRecommend(setting: string, { timeline }: Evidence): boolean {
  return timeline.claims?.production !== false || independentOfCluster.has(setting);
}
