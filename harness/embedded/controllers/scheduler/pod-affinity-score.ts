import type { Pod } from '../../objects.ts';
import { getLabels, type Score } from './candidates.ts';
import { findDomain, meansPod, type PodTerm, requiredTerms } from './pod-affinity.ts';

interface WeightedTerm {
  readonly term: PodTerm;
  /** Negative: anti-affinity. */
  readonly weight: number;
}

/** The real scheduler's default weight for the required affinity of existing pods (hardPodAffinityWeight). */
const requiredWeight = 1;

/** Preferred affinity and anti-affinity of the pod itself and of existing pods. */
export const preferredCompany: Score = (pod, fitting, all) => {
  const own = preferredTerms(pod);
  const weights = new Map<string, number>();
  for (const candidate of all) {
    const add = ({ term, weight }: WeightedTerm) => {
      const domain = findDomain(term, candidate);
      if (domain !== null) weights.set(domain, (weights.get(domain) ?? 0) + weight);
    };
    for (const other of candidate.pods) {
      for (const mine of own) if (meansPod(mine.term, pod, other)) add(mine);
      const theirs = [
        ...preferredTerms(other),
        ...requiredTerms(other.spec?.affinity?.podAffinity).map((term) => ({ term, weight: requiredWeight })),
      ];
      for (const their of theirs) if (meansPod(their.term, other, pod)) add(their);
    }
  }
  const sums = fitting.map(({ node }) =>
    Object.entries(getLabels(node)).reduce(
      (sum, [key, value]) => sum + (weights.get(`${key}=${value}`) ?? 0),
      0,
    ),
  );
  const least = Math.min(...sums);
  const range = Math.max(...sums) - least;
  return sums.map((sum) => (range === 0 ? 0 : (100 * (sum - least)) / range));
};

function preferredTerms(pod: Pod): readonly WeightedTerm[] {
  const { podAffinity, podAntiAffinity } = pod.spec?.affinity ?? {};
  const together = podAffinity?.preferredDuringSchedulingIgnoredDuringExecution ?? [];
  const apart = podAntiAffinity?.preferredDuringSchedulingIgnoredDuringExecution ?? [];
  return [
    ...together.map(({ podAffinityTerm, weight }) => ({ term: podAffinityTerm, weight })),
    ...apart.map(({ podAffinityTerm, weight }) => ({ term: podAffinityTerm, weight: -weight })),
  ];
}
