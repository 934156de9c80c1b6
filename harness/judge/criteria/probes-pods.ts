import { pairName } from '../pod-pairs.ts';
import { probeCriterion } from './probe-criterion.ts';

/** The longest time that a node's prober did not reach that of another node. */
export const probesPods = probeCriterion({
  probe: 'pods',
  smallestGapMs: 5_000,
  findUnprobed: (sources, cluster) => {
    const names = (cluster?.nodes ?? []).map(({ name }) => name);
    const pairs = names.flatMap((from) => names.filter((to) => to !== from).map((to) => pairName(from, to)));
    const missing = pairs.filter((pair) => !sources.has(pair));
    return missing.length === 0 ? null : `nothing is known of the way ${missing.join(', ')}`;
  },
});
