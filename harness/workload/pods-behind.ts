import { type ManifestObject, namespaceOf } from '../scenario/manifests.ts';
import { type ServiceObject, selectorOf } from '../scenario/services.ts';

interface Controller extends ManifestObject {
  readonly spec?: {
    readonly replicas?: number;
    readonly template?: { readonly metadata?: { readonly labels?: Readonly<Record<string, string>> } };
  };
}

/** How many pods the manifests put behind a Service; at least one. @param workers a DaemonSet has a pod on each */
export function podsBehind(
  service: ServiceObject,
  objects: readonly ManifestObject[],
  workers: number,
): number {
  const selector = Object.entries(selectorOf(service));
  const pods = (objects as readonly Controller[])
    .filter((one) => namespaceOf(one) === namespaceOf(service))
    .filter(({ spec }) => {
      const labels = spec?.template?.metadata?.labels;
      return labels !== undefined && selector.every(([key, value]) => labels[key] === value);
    })
    .map(({ kind, spec }) => (kind === 'DaemonSet' ? workers : (spec?.replicas ?? 1)));
  return Math.max(
    1,
    pods.reduce((sum, count) => sum + count, 0),
  );
}
