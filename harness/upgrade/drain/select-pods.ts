import type { V1Pod } from '@kubernetes/client-node';
import { RehearsalError } from '../../errors.ts';
import type { DrainPolicy } from '../../scenario/scenario.ts';

/** Pods that a drain ends for good, or whose data it ends. */
interface Losses {
  /** Nothing creates a successor. */
  readonly unmanaged: readonly V1Pod[];
  readonly withEmptyDir: readonly V1Pod[];
}

interface Selection extends Losses {
  readonly pods: readonly V1Pod[];
}

/**
 * The pods of a node that its drain evicts, as kubectl selects them (pkg/drain, filters.go).
 * @throws RehearsalError `drain-refused` for pods that the policy leaves alone
 */
export function selectPods(listed: readonly V1Pod[], node: string, policy: DrainPolicy): Selection {
  const pods = listed.filter(isDrained);
  const unmanaged = pods.filter((pod) => findController(pod) === undefined);
  const withEmptyDir = pods.filter(({ spec }) =>
    spec?.volumes?.some(({ emptyDir }) => emptyDir !== undefined),
  );
  const refused = [
    ...describePods('pods without a controller', policy.force ? [] : unmanaged),
    ...describePods('pods with emptyDir volumes', policy.deleteEmptyDirData ? [] : withEmptyDir),
  ];
  if (refused.length > 0)
    throw new RehearsalError(
      'drain-refused',
      `draining ${node} was not begun; the node stays cordoned: ${refused.join('; ')}`,
    );
  return { pods, unmanaged, withEmptyDir };
}

/** What was lost for good with the evicted pods, as text; empty if nothing was. */
export function describeLosses({ unmanaged, withEmptyDir }: Losses): readonly string[] {
  return [
    ...describePods('without a controller', unmanaged),
    ...describePods('emptyDir data deleted', withEmptyDir),
  ];
}

/** DaemonSet pods would be recreated, static ones belong to the kubelet, and finished ones need no eviction. */
export function isDrained(pod: V1Pod): boolean {
  const isMirror = pod.metadata?.annotations?.['kubernetes.io/config.mirror'] !== undefined;
  const isFinished = pod.status?.phase === 'Succeeded' || pod.status?.phase === 'Failed';
  return findController(pod)?.kind !== 'DaemonSet' && !isMirror && !isFinished;
}

function findController({ metadata }: V1Pod) {
  return metadata?.ownerReferences?.find((reference) => reference.controller);
}

function describePods(what: string, pods: readonly V1Pod[]): readonly string[] {
  return pods.length === 0 ? [] : [`${what}: ${listNames(pods)}`];
}

/** `namespace/name` of each. */
export function listNames(pods: readonly V1Pod[]): string {
  return pods.map(({ metadata }) => `${metadata?.namespace}/${metadata?.name}`).join(', ');
}
