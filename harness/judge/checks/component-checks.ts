import type { PodState } from '../../journal/records.ts';
import { reason } from '../../reasons/reason.ts';
import type { Evidence } from '../evidence.ts';
import { type Check, check } from './check.ts';
import { describeImage, isStatic, isSystemPod, nameStaticPod, parseImage } from './system-pods.ts';
import { getTargetVersion } from './target-version.ts';

// Where a command rolls the nodes, no kubeadm names the images of the target, and static pods get new names with their nodes.

export function isRolledByCommand({ timeline }: Pick<Evidence, 'timeline'>): boolean {
  return timeline.cluster?.rolling === 'command';
}

/**
 * Whether Kubernetes' own components run the target: images that carried the old version as their tag before the roll must
 * carry the new one after it; what has versions of its own, as etcd, is left out. As many of each component must be there.
 */
export function componentsAtTarget(
  evidence: Evidence,
  id: string,
  isChecked: (pod: PodState) => boolean,
): Check {
  const { timeline, scenario } = evidence;
  const { from } = scenario.cluster;
  const to = getTargetVersion(evidence);
  const { before, after } = timeline.inventories;
  const select = (pods: readonly PodState[] = []) => pods.filter((pod) => isSystemPod(pod) && isChecked(pod));
  const [old, now] = [select(before?.pods), select(after?.pods).filter(({ terminating }) => !terminating)];
  const repositories = new Set(
    old.flatMap(({ images }) => images.map(parseImage).filter(({ tag }) => tag === `v${from}`)).map(getName),
  );
  const images = now.flatMap((pod) =>
    pod.images.map((image) => ({ pod: pod.name, image, ...parseImage(image) })),
  );
  const versioned = images.filter(({ name }) => repositories.has(name));
  const wrong = versioned
    .filter(({ tag }) => tag !== `v${to}`)
    .map(({ pod, image }) => describeImage(pod, image));
  const found = Map.groupBy(now.filter(isStatic), nameStaticPod);
  const fewer = [...Map.groupBy(old.filter(isStatic), nameStaticPod)].flatMap(([component, pods]) => {
    const there = found.get(component)?.length ?? 0;
    return there < pods.length ? [reason('components-gone', { component, there, before: pods.length })] : [];
  });
  const isNone = repositories.size === 0 && !old.some(isStatic);
  const seen = before !== null && after !== null && (versioned.length > 0 || fewer.length > 0 || isNone);
  const good = reason('components-at-version', { containers: versioned.length, version: to });
  return check(id, true, seen ? [...wrong, ...fewer] : null, good);
}

const getName = ({ name }: { readonly name: string }): string => name;
