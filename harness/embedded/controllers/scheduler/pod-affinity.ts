import { selects } from '../../../scenario/manifests/label-selectors.ts';
import type { Pod } from '../../objects.ts';
import { type Candidate, type Filter, getLabels, type Refusal } from './candidates.ts';

type Affinity = NonNullable<NonNullable<Pod['spec']>['affinity']>;
export type PodTerm = NonNullable<
  NonNullable<Affinity['podAffinity']>['requiredDuringSchedulingIgnoredDuringExecution']
>[number];

const refusals = {
  affinity: { reason: "node(s) didn't match pod affinity rules", byPods: false },
  antiAffinity: { reason: "node(s) didn't match pod anti-affinity rules", byPods: true },
  existing: { reason: "node(s) didn't satisfy existing pods anti-affinity rules", byPods: true },
} satisfies Record<string, Refusal>;

/**
 * Required affinity and anti-affinity between pods, by the values of a node label. Anti-affinity applies in
 * both directions: an existing pod's term can exclude this one.
 */
export const podAffinity: Filter = (pod, all) => {
  const wanted = requiredTerms(pod.spec?.affinity?.podAffinity);
  const unwanted = requiredTerms(pod.spec?.affinity?.podAntiAffinity);
  const friends = new Set<string>();
  const foes = new Set<string>();
  const notWelcome = new Set<string>();
  for (const candidate of all) {
    for (const other of candidate.pods) {
      // A pod counts only if it matches all terms, as in the real scheduler.
      if (wanted.length > 0 && wanted.every((term) => meansPod(term, pod, other)))
        addDomains(friends, wanted, candidate);
      const apart = unwanted.filter((term) => meansPod(term, pod, other));
      addDomains(foes, apart, candidate);
      const theirs = requiredTerms(other.spec?.affinity?.podAntiAffinity);
      const against = theirs.filter((term) => meansPod(term, other, pod));
      addDomains(notWelcome, against, candidate);
    }
  }
  // The first pod of a group with mutual affinity finds no matching pod, and may be placed anyway.
  const first = friends.size === 0 && wanted.every((term) => meansPod(term, pod, pod));
  return (candidate) => {
    const domains = wanted.map((term) => findDomain(term, candidate));
    const together = domains.every((domain) => domain !== null && (first || friends.has(domain)));
    if (!together) return refusals.affinity;
    if (unwanted.some((term) => foes.has(findDomain(term, candidate) ?? ''))) return refusals.antiAffinity;
    const labels = Object.entries(getLabels(candidate.node));
    return labels.some(([key, value]) => notWelcome.has(`${key}=${value}`)) ? refusals.existing : null;
  };
};

/** Whether the term of `owner` selects `other`: by its namespaces (default: the owner's own) and by its labels. */
export function meansPod(term: PodTerm, owner: Pod, other: Pod): boolean {
  const { namespace: own = '' } = owner.metadata;
  const named = term.namespaces ?? [];
  const namespaces = named.length === 0 ? [own] : named;
  return namespaces.includes(other.metadata.namespace ?? '') && selects(term.labelSelector, getLabels(other));
}

/** `zone=a`: the node's domain for the term's key; null without the label. */
export function findDomain(term: PodTerm, { node }: Candidate): string | null {
  const value = getLabels(node)[term.topologyKey];
  return value === undefined ? null : `${term.topologyKey}=${value}`;
}

export const requiredTerms = (
  affinity: Affinity['podAffinity'] | Affinity['podAntiAffinity'],
): readonly PodTerm[] => affinity?.requiredDuringSchedulingIgnoredDuringExecution ?? [];

function addDomains(domains: Set<string>, terms: readonly PodTerm[], candidate: Candidate): void {
  for (const term of terms) {
    const domain = findDomain(term, candidate);
    if (domain !== null) domains.add(domain);
  }
}
