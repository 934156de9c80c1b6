import type { PodState } from '../../journal/records.ts';
import { reason } from '../../reasons/reason.ts';
import { systemNamespace } from '../../timeline/system-namespace.ts';

/** Whether a kubelet runs it from a file of its node. */
export function isStatic(pod: PodState): boolean {
  return pod.owner?.startsWith('Node/') ?? false;
}

export function isSystemPod(pod: PodState): boolean {
  return pod.namespace === systemNamespace;
}

/** A static pod's name without that of its node, which the kubelet appends. */
export function nameStaticPod({ name, owner }: PodState): string {
  const node = owner?.split('/')[1] ?? '';
  return name.endsWith(`-${node}`) ? name.slice(0, -node.length - 1) : name;
}

/**
 * The workload that a pod belongs to: its DaemonSet, StatefulSet or Deployment (a ReplicaSet's name without the hash of its
 * template), or its own name as a static pod.
 */
export function nameWorkload(pod: PodState): string {
  const [kind, name = pod.name] = pod.owner?.split('/') ?? [];
  if (kind === 'Node') return nameStaticPod(pod);
  return kind === 'ReplicaSet' ? name.replace(/-[^-]+$/, '') : name;
}

/** `registry.example:5000/kube-proxy:v1@sha256:…` as its name and tag, the digest left out. */
export function parseImage(image: string): { readonly name: string; readonly tag: string | null } {
  const plain = image.replace(/@.*$/, '');
  const tag = plain.match(/:([^/:]*)$/)?.[1] ?? null;
  return { name: tag === null ? plain : plain.slice(0, -tag.length - 1), tag };
}

export const describeImage = (pod: string, image: string) => reason('pod-runs', { pod, image }, [{ pod }]);
