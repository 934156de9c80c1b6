import type { Node, Pod } from '../../objects.ts';
import { type Taint, tolerates } from '../scheduler/tolerations.ts';

export const noExecuteTaints = (node: Node): readonly Taint[] =>
  (node.spec?.taints ?? []).filter(({ effect }) => effect === 'NoExecute');

/**
 * How long the pod stays on a node with NoExecute taints: 0 where it does not tolerate one of them, otherwise the
 * shortest of its tolerations that match; null for ever.
 */
export function toleratedMs(pod: Pod, node: Node): number | null {
  const used = noExecuteTaints(node).map((taint) =>
    (pod.spec?.tolerations ?? []).filter((one) => tolerates(one, taint)),
  );
  if (used.some((tolerations) => tolerations.length === 0)) return 0;
  const seconds = used.flat().flatMap(({ tolerationSeconds }) => tolerationSeconds ?? []);
  return seconds.length === 0 ? null : Math.max(0, Math.min(...seconds)) * 1000;
}
