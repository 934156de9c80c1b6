import type { DaemonSet, New, Pod } from '../../objects.ts';
import { createPod } from '../pods.ts';
import { templateHash } from '../template-hash.ts';
import { listTolerations } from './eligible.ts';

const hashLabel = 'controller-revision-hash';

/** Hash of the template. There are no ControllerRevisions: earlier templates are not stored. */
export const computeRevision = ({ spec, status }: DaemonSet): string =>
  templateHash(spec?.template, status?.collisionCount ?? 0);

export const isUpdated = (pod: Pod, hash: string): boolean => pod.metadata.labels?.[hashLabel] === hash;

/** A daemon pod for a node. The scheduler binds it, because the required affinity names the node. */
export function daemonPodFor(daemonSet: DaemonSet, nodeName: string, hash: string): New<'Pod'> {
  const pod = createPod('DaemonSet', daemonSet, daemonSet.spec?.template);
  if (pod.spec === undefined) return pod;
  const nodeAffinity = {
    ...pod.spec.affinity?.nodeAffinity,
    // The template's own terms can be replaced, because they have already matched this node.
    requiredDuringSchedulingIgnoredDuringExecution: {
      nodeSelectorTerms: [{ matchFields: [{ key: 'metadata.name', operator: 'In', values: [nodeName] }] }],
    },
  };
  return {
    ...pod,
    metadata: { ...pod.metadata, labels: { ...pod.metadata.labels, [hashLabel]: hash } },
    spec: {
      ...pod.spec,
      affinity: { ...pod.spec.affinity, nodeAffinity },
      tolerations: listTolerations(pod.spec),
    },
  };
}

/** The node that a daemon pod runs on, or is intended for. */
export function getNodeName({ spec }: Pod): string {
  if (spec?.nodeName) return spec.nodeName;
  const required = spec?.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution;
  const [field] = required?.nodeSelectorTerms[0]?.matchFields ?? [];
  return field?.key === 'metadata.name' ? (field.values?.[0] ?? '') : '';
}
