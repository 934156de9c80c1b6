import { probeCriterion } from './probe-criterion.ts';

/** The longest time that the cluster's DNS did not answer on a node. */
export const probesDns = probeCriterion({
  probe: 'dns',
  smallestGapMs: 5_000,
  findUnprobed: (sources, cluster) => {
    const missing = (cluster?.nodes ?? []).map(({ name }) => name).filter((name) => !sources.has(name));
    return missing.length === 0 ? null : `no result came from the prober on ${missing.join(', ')}`;
  },
});
