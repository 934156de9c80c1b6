import { getPodLabels } from '../scenario/manifests/pod-templates.ts';
import { getSelector, type ServiceObject } from '../scenario/manifests/services.ts';
import { getNamespace, type ManifestObject } from '../scenario/manifests.ts';

/** The objects of the manifests that are, or create, the pods behind a Service. */
export function makersBehind(
  service: ServiceObject,
  objects: readonly ManifestObject[],
): readonly ManifestObject[] {
  const selector = Object.entries(getSelector(service));
  return objects.filter((object) => {
    const labels = getPodLabels(object);
    if (labels === null || getNamespace(object) !== getNamespace(service)) return false;
    return selector.every(([key, value]) => labels[key] === value);
  });
}

/** How many pods they have together; at least one. @param workers a DaemonSet has a pod on each */
export function countPods(makers: readonly ManifestObject[], workers: number): number {
  const counts = makers.map((object) => {
    const { replicas } = (object.spec ?? {}) as { readonly replicas?: number };
    return object.kind === 'DaemonSet' ? workers : (replicas ?? 1);
  });
  return Math.max(
    1,
    counts.reduce((sum, count) => sum + count, 0),
  );
}
