import type { PodState, RolloutRef } from '../../journal/records.ts';
import type { PodMaker } from '../../scenario/manifests/pod-templates.ts';
import { systemNamespace } from '../system-namespace.ts';

/** The objects that are waited for and need pods. */
export interface NeedsPods {
  /** Complete only with all of their pods. */
  readonly rollouts: readonly RolloutRef[];
  /** Services that need one ready endpoint, each with the owners of its pods; absent: none is waited for. */
  readonly targets?: readonly (readonly PodMaker[])[];
}

/**
 * The pods, by uid, without which the awaited objects can't become ready. Kubernetes' own pods may always recover.
 * @param stuck the pods, by uid, that never become ready
 */
export function neededPods(
  pods: readonly PodState[],
  { rollouts, targets = [] }: NeedsPods,
  stuck: ReadonlySet<string>,
): ReadonlySet<string> {
  const own = pods.filter(({ namespace }) => namespace !== systemNamespace);
  const ofRollouts = own.filter((pod) => rollouts.some((rollout) => belongsTo(pod, rollout)));
  const ofTargets = targets.flatMap((makers) => lastHopes(own, makers, stuck));
  return new Set([...ofRollouts, ...ofTargets].map(({ uid }) => uid));
}

/** The pods behind a Service if none of them can become its endpoint; none while one may, or has yet to be created. */
function lastHopes(
  pods: readonly PodState[],
  makers: readonly PodMaker[],
  stuck: ReadonlySet<string>,
): readonly PodState[] {
  const byMaker = makers.map((maker) => pods.filter((pod) => !pod.terminating && belongsTo(pod, maker)));
  const isHopeless = byMaker.every((made) => made.length > 0 && made.every(({ uid }) => stuck.has(uid)));
  return isHopeless ? byMaker.flat() : [];
}

function belongsTo(pod: PodState, { kind, namespace, name }: PodMaker): boolean {
  if (pod.namespace !== namespace) return false;
  if (kind === 'Pod') return pod.owner === null && pod.name === name;
  // A ReplicaSet is named after its Deployment and a hash of the template.
  if (kind === 'Deployment') return pod.owner?.replace(/-[^-]*$/, '') === `ReplicaSet/${name}`;
  return pod.owner === `${kind}/${name}`;
}
