import { isReady } from '../../conditions.ts';
import type { Pod, ReplicaSet } from '../../objects.ts';
import { timestamp } from '../../times.ts';
import { isAvailable } from '../pods.ts';

/** Failure of the last run. */
export interface ReplicaFailure {
  readonly reason: 'FailedCreate' | 'FailedDelete';
  readonly message: string;
}

type Status = NonNullable<ReplicaSet['status']>;

/** The status for these active pods and that failure. */
export function createStatus(
  replicaSet: ReplicaSet,
  pods: readonly Pod[],
  failure: ReplicaFailure | null,
  nowMs: number,
): Status {
  const { spec, status, metadata } = replicaSet;
  const templateLabels = Object.entries(spec?.template?.metadata?.labels ?? {});
  const isFullyLabeled = (pod: Pod) =>
    templateLabels.every(([key, value]) => pod.metadata.labels?.[key] === value);
  const conditions = conditionsWith(status?.conditions, failure, nowMs);
  // A count of zero is omitted, as on Kubernetes' wire; `replicas` is always present.
  return {
    replicas: pods.length,
    ...counted('fullyLabeledReplicas', pods.filter(isFullyLabeled).length),
    ...counted('readyReplicas', pods.filter(isReady).length),
    ...counted(
      'availableReplicas',
      pods.filter((pod) => isAvailable(pod, spec?.minReadySeconds ?? 0, nowMs)).length,
    ),
    observedGeneration: metadata.generation ?? 0,
    ...(conditions.length === 0 ? {} : { conditions }),
  };
}

function counted<Name extends string>(name: Name, count: number): { [K in Name]?: number } {
  return (count === 0 ? {} : { [name]: count }) as { [K in Name]?: number };
}

/** ReplicaFailure stays unchanged as long as runs fail, and is removed by the first run that succeeds. */
function conditionsWith(
  before: Status['conditions'] = [],
  failure: ReplicaFailure | null,
  nowMs: number,
): NonNullable<Status['conditions']> {
  const others = before.filter(({ type }) => type !== 'ReplicaFailure');
  if (failure === null) return others;
  const known = before.find(({ type }) => type === 'ReplicaFailure');
  const fresh = { type: 'ReplicaFailure', status: 'True', lastTransitionTime: timestamp(nowMs), ...failure };
  return [...others, known ?? fresh];
}
