import { reason } from '../../reasons/reason.ts';
import { pairName } from '../probes/pod-pairs.ts';
import { probeCriterion } from './probe-criterion.ts';

/** The longest time that a node's prober did not reach that of another node. */
export const probesPods = probeCriterion({
  probe: 'pods',
  smallestGapMs: 5_000,
  findUnprobed: (sources, cluster) => {
    const names = (cluster?.nodes ?? []).map(({ name }) => name);
    const all = names.flatMap((from) => names.filter((to) => to !== from).map((to) => pairName(from, to)));
    const pairs = all.filter((pair) => !sources.has(pair));
    return pairs.length === 0 ? null : reason('pairs-not-probed', { pairs });
  },
});
