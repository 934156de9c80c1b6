import type { Evidence } from '../evidence.ts';

/** The version that the cluster should have at the end of the run. */
export function getTargetVersion({ scenario }: Pick<Evidence, 'scenario'>): string {
  const { upgrade, cluster } = scenario;
  return upgrade.none || upgrade.abort !== null ? cluster.from : cluster.to;
}
