import { isReady } from '../conditions.ts';
import type { DaemonSet, Kind, Kinds, New, Pod, ReplicaSet } from '../objects.ts';
import { controllerReference } from './owners.ts';

type Template = NonNullable<ReplicaSet['spec'] | DaemonSet['spec']>['template'];

/** Neither ended nor being deleted. */
export const isActive = ({ metadata, status }: Pod): boolean =>
  metadata.deletionTimestamp === undefined && status?.phase !== 'Succeeded' && status?.phase !== 'Failed';

/** Wall clock at which its Ready condition became true; null if it is not ready. */
export function readySinceMs(pod: Pod): number | null {
  const condition = pod.status?.conditions?.find(({ type }) => type === 'Ready');
  if (condition?.status !== 'True') return null;
  return condition.lastTransitionTime === undefined ? 0 : Date.parse(condition.lastTransitionTime);
}

/** When a pod counts as available: ready for `minReadySeconds`. Null if it is not ready. */
function availableAtMs(pod: Pod, minReadySeconds: number): number | null {
  const since = readySinceMs(pod);
  return since === null ? null : since + minReadySeconds * 1_000;
}

export const isAvailable = (pod: Pod, minReadySeconds: number, nowMs: number): boolean =>
  isReady(pod) && (minReadySeconds === 0 || (availableAtMs(pod, minReadySeconds) ?? Infinity) <= nowMs);

/** When the next of these ready pods becomes available; null if time alone makes none available. */
export function nextAvailableMs(pods: readonly Pod[], minReadySeconds: number, nowMs: number): number | null {
  const due = pods
    .map((pod) => availableAtMs(pod, minReadySeconds))
    .filter((at): at is number => at !== null && at > nowMs);
  return due.length === 0 ? null : Math.min(...due);
}

/** A pod of a controller's template; the API generates its name. */
export function createPod<K extends Kind>(kind: K, owner: Kinds[K], template: Template): New<'Pod'> {
  const { labels, annotations, finalizers } = template?.metadata ?? {};
  const { name, namespace } = owner.metadata;
  return {
    metadata: {
      generateName: `${name}-`,
      ...(namespace === undefined ? {} : { namespace }),
      ...(labels === undefined ? {} : { labels }),
      ...(annotations === undefined ? {} : { annotations }),
      ...(finalizers === undefined ? {} : { finalizers }),
      ownerReferences: [controllerReference(kind, owner)],
    },
    ...(template?.spec === undefined ? {} : { spec: template.spec }),
  };
}
