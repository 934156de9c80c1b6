import type { DaemonSet, Node, Pod } from '../../objects.ts';
import { resolved } from '../deployment/bounds.ts';
import { isAvailable } from '../pods.ts';
import { hasEnded } from '../scheduler/candidates.ts';
import { isUpdated } from './daemon-pods.ts';
import { type Eligibility, eligibility } from './eligible.ts';

/** A node with the DaemonSet's pods on it, oldest first, including those that are being deleted. */
export interface DaemonNode extends Eligibility {
  readonly name: string;
  readonly pods: readonly Pod[];
}

/** Pods to create and delete. */
export interface Plan {
  /** Names of nodes. */
  readonly create: readonly string[];
  readonly remove: readonly Pod[];
}

/** Rules by which nodes and pods are evaluated. */
export interface JudgedDaemonSet {
  readonly daemonSet: DaemonSet;
  readonly hash: string;
  readonly nowMs: number;
}

export const isTerminating = ({ metadata }: Pod): boolean => metadata.deletionTimestamp !== undefined;

export const isOn = (pod: Pod, { daemonSet, nowMs }: JudgedDaemonSet): boolean =>
  isAvailable(pod, daemonSet.spec?.minReadySeconds ?? 0, nowMs);

/** @param podsOn the DaemonSet's pods by node name */
export function daemonNodes(
  daemonSet: DaemonSet,
  nodes: readonly Node[],
  podsOn: ReadonlyMap<string, readonly Pod[]>,
): DaemonNode[] {
  return nodes.map((node) => {
    const { name } = node.metadata;
    return { name, pods: (podsOn.get(name) ?? []).toSorted(byAge), ...eligibility(daemonSet, node) };
  });
}

function byAge(a: Pod, b: Pod): number {
  const created = (pod: Pod) =>
    `${pod.spec?.nodeName ? 0 : 1} ${pod.metadata.creationTimestamp} ${pod.metadata.name}`;
  return created(a) < created(b) ? -1 : 1;
}

/**
 * Plans one pod on every eligible node and none on the others. A pod that has ended is deleted first and
 * replaced once it is gone.
 */
export function presence(nodes: readonly DaemonNode[], judging: JudgedDaemonSet): Plan {
  const create: string[] = [];
  const remove: Pod[] = [];
  for (const { name, pods, shouldRun, mayStay } of nodes) {
    const present = pods.filter((pod) => !isTerminating(pod));
    const running = present.filter((pod) => !hasEnded(pod));
    if (!mayStay) remove.push(...present);
    else {
      remove.push(...present.filter(hasEnded), ...surplus(running, judging));
      if (shouldRun && pods.length === 0) create.push(name);
    }
  }
  return { create, remove };
}

/**
 * While an update surges, a node may have an old and a new pod; the old one is deleted when the new one is available.
 */
function surplus(running: readonly Pod[], judging: JudgedDaemonSet): readonly Pod[] {
  if (resolveSurge(judging.daemonSet, 1) === 0) return running.slice(1);
  const isNew = (pod: Pod) => isUpdated(pod, judging.hash);
  const [oldNew, ...moreNew] = running.filter(isNew);
  const [oldest, ...moreOld] = running.filter((pod) => !isNew(pod));
  const isReplaced = oldest !== undefined && oldNew !== undefined && isOn(oldNew, judging);
  return [...moreNew, ...moreOld, ...(isReplaced ? [oldest] : [])];
}

/** Surge and unavailability as counts of the nodes that should have a pod; both percentages are rounded up. */
function resolveSurge(daemonSet: DaemonSet, desired: number): number {
  const { type, rollingUpdate } = daemonSet.spec?.updateStrategy ?? {};
  return type === 'OnDelete' ? 0 : resolved(rollingUpdate?.maxSurge ?? 0, desired, Math.ceil);
}

function resolveUnavailable(daemonSet: DaemonSet, desired: number): number {
  return resolved(daemonSet.spec?.updateStrategy?.rollingUpdate?.maxUnavailable ?? 1, desired, Math.ceil);
}

/**
 * The next step of a rolling update. Unavailable old pods are deleted at once. Then either as many available
 * ones as may be unavailable are deleted, or as many nodes as may surge get an additional new pod.
 */
export function rolling(nodes: readonly DaemonNode[], judging: JudgedDaemonSet): Plan {
  const { daemonSet, hash } = judging;
  const desired = nodes.filter(({ shouldRun }) => shouldRun);
  const pairs = nodes
    .filter(({ shouldRun, pods }) => shouldRun || pods.length > 0)
    .map(({ name, shouldRun, pods }) => {
      const present = pods.filter((pod) => !isTerminating(pod) && !hasEnded(pod));
      const [fresh = null] = present.filter((pod) => isUpdated(pod, hash));
      const [old = null] = present.filter((pod) => !isUpdated(pod, hash));
      return { name, shouldRun, fresh, old };
    });
  const surge = resolveSurge(daemonSet, desired.length);
  const isOld = (pair: (typeof pairs)[number]) => pair.shouldRun && pair.old !== null && pair.fresh === null;
  const isOnline = (pod: Pod | null) => pod !== null && isOn(pod, judging);

  if (surge > 0) {
    const surging = pairs.filter(
      ({ fresh, old }) => old !== null && fresh !== null && !isOnline(fresh),
    ).length;
    const broken = pairs.filter((pair) => isOld(pair) && !isOnline(pair.old));
    const sound = pairs.filter((pair) => isOld(pair) && isOnline(pair.old));
    const next = [...broken, ...sound.slice(0, Math.max(0, surge - surging))];
    return { create: next.map(({ name }) => name), remove: [] };
  }
  const broken = pairs.filter((pair) => isOld(pair) && !isOnline(pair.old));
  const sound = pairs.filter((pair) => isOld(pair) && isOnline(pair.old));
  const away = pairs.filter(
    ({ shouldRun, fresh, old }) => shouldRun && !isOnline(fresh) && !isOnline(old),
  ).length;
  const room = Math.max(0, resolveUnavailable(daemonSet, desired.length) - away);
  const next = [...broken, ...sound.slice(0, room)].flatMap(({ old }) => (old === null ? [] : [old]));
  return { create: [], remove: next };
}
