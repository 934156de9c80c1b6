import { laneKinds } from '../scenario/load/lane-kinds.ts';
import { computeRateShare } from '../scenario/load/target-specs.ts';
import { getTraits } from '../scenario/providers/table.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { peakRate } from './arrivals.ts';

/** Standard deviations of a Poisson count that suffice: one window in a thousand million needs more. */
const poissonSigmas = 6;
/** A window's edges cut a slot each. */
const edges = 2;

/**
 * The maximum number of connections that all lanes need at a time, which occurs while nothing responds: each
 * request then holds one until `load.timeout` ends it. Streams are left out: few, and always open.
 */
export function mostConnections({ load, cluster }: Pick<Scenario, 'load' | 'cluster'>): number {
  const inFlight = (ratePerS: number) => {
    // Within the busiest second of a profile all may arrive at once.
    const windowS =
      load.arrival.pattern === 'replay' ? Math.max(1, load.timeoutMs / 1000) : load.timeoutMs / 1000;
    const due = peakRate(load.arrival, ratePerS) * windowS;
    return Math.ceil(due + (load.arrival.pattern === 'poisson' ? poissonSigmas * Math.sqrt(due) : 0)) + edges;
  };
  const ofTargets = load.targets.flatMap((target) => {
    const needed = inFlight(load.ratePerS * computeRateShare(target, load.targets));
    return load.lanes.map(({ kind, count }) => (laneKinds[kind].streams ? 0 : (count ?? needed)));
  });
  const control = getTraits(cluster.provider).has.controlLane.supported ? inFlight(load.ratePerS) : 0;
  return ofTargets.reduce((sum, needed) => sum + needed, control + (load.closed?.connections ?? 0));
}
