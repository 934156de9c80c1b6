import type { Pod } from '../../objects.ts';
import { findController } from '../owners.ts';
import { type Candidate, getLabels, type Score } from './candidates.ts';
import { type Constraint, countOn, hasAll, isDomain, listConstraints } from './topology-spread.ts';

const hostname = 'kubernetes.io/hostname';

/** Counts pods per domain for one constraint. */
interface DomainCounts {
  readonly topologyKey: string;
  readonly maxSkew: number;
  readonly counts: (candidate: Candidate) => number;
  readonly includes: (candidate: Candidate) => boolean;
}

/**
 * Topology spread that a pod prefers. A pod without constraints gets the scheduler's defaults (maxSkew 3 by
 * hostname, 5 by zone), which spread a Deployment over the nodes of a plain cluster.
 */
export const preferredSpread: Score = (pod, fitting, all) => {
  const named = (pod.spec?.topologySpreadConstraints ?? []).length > 0;
  const countings = named ? ownCountings(pod) : defaultCountings(pod);
  const keys = countings.map(({ topologyKey }) => topologyKey);
  // The default constraints only require one of the labels.
  const counted = (candidate: Candidate) => !named || hasAll(candidate.node, keys);
  const raw: (number | null)[] = fitting.map((candidate) => (counted(candidate) ? 0 : null));
  for (const counting of countings) {
    const domains = countDomains(counting, fitting.filter(counted), all.filter(counted));
    const weight = Math.log(domains.size + 2);
    for (const [index, candidate] of fitting.entries()) {
      const so = raw[index];
      const domain = getLabels(candidate.node)[counting.topologyKey];
      if (so === null || so === undefined || domain === undefined) continue;
      raw[index] = so + (domains.get(domain) ?? 0) * weight + (counting.maxSkew - 1);
    }
  }
  return emptiestFirst(raw.map((score) => (score === null ? null : Math.round(score))));
};

function ownCountings(pod: Pod): readonly DomainCounts[] {
  return listConstraints(pod, 'ScheduleAnyway').map((constraint: Constraint) => ({
    topologyKey: constraint.topologyKey,
    maxSkew: constraint.maxSkew,
    counts: (candidate) => countOn(candidate, pod, constraint),
    includes: ({ node }) => isDomain(pod, constraint, node),
  }));
}

/** The real defaults select by Services and the controller's selector together: the pods of the same controller. */
function defaultCountings(pod: Pod): readonly DomainCounts[] {
  const owner = findController(pod)?.uid;
  if (owner === undefined) return [];
  const counts = ({ pods }: Candidate) =>
    pods.filter(
      (other) => other.metadata.deletionTimestamp === undefined && findController(other)?.uid === owner,
    ).length;
  return [
    { topologyKey: hostname, maxSkew: 3, counts, includes: () => true },
    { topologyKey: 'topology.kubernetes.io/zone', maxSkew: 5, counts, includes: () => true },
  ];
}

/** Domains of the fitting nodes, with the pods of all nodes in them. */
function countDomains(
  { topologyKey, counts, includes }: DomainCounts,
  fitting: readonly Candidate[],
  all: readonly Candidate[],
): ReadonlyMap<string, number> {
  const domains = new Map<string, number>();
  for (const { node } of fitting) {
    const domain = getLabels(node)[topologyKey];
    if (domain !== undefined) domains.set(domain, 0);
  }
  for (const candidate of all) {
    const domain = getLabels(candidate.node)[topologyKey] ?? '';
    const before = domains.get(domain);
    if (before !== undefined && includes(candidate)) domains.set(domain, before + counts(candidate));
  }
  return domains;
}

/** As PodTopologySpread normalizes: 100 for the emptiest domain, 0 for nodes that lack a label (null). */
function emptiestFirst(raw: readonly (number | null)[]): readonly number[] {
  const counted = raw.filter((score) => score !== null);
  const most = Math.max(0, ...counted);
  const least = Math.min(...counted);
  return raw.map((score) => {
    if (score === null) return 0;
    return most === 0 ? 100 : (100 * (most + least - score)) / most;
  });
}
