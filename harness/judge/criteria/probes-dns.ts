import { reason } from '../../reasons/reason.ts';
import { probeCriterion } from './probe-criterion.ts';

/** The longest time that the cluster's DNS did not answer on a node. */
export const probesDns = probeCriterion({
  probe: 'dns',
  smallestGapMs: 5_000,
  findUnprobed: (sources, cluster) => {
    const nodes = (cluster?.nodes ?? []).map(({ name }) => name).filter((name) => !sources.has(name));
    return nodes.length === 0 ? null : reason('nodes-not-probed', { nodes });
  },
});
