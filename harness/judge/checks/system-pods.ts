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

export const describeImage = (pod: string, image: string) => reason('pod-runs', { pod, image }, [{ pod }]);
