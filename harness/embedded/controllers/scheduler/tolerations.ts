import type { Node, Pod } from '../../objects.ts';

export type Taint = NonNullable<NonNullable<Node['spec']>['taints']>[number];
export type Toleration = NonNullable<NonNullable<Pod['spec']>['tolerations']>[number];

/** As documented: an empty key with Exists matches every taint, an empty effect every effect. */
export function tolerates(toleration: Toleration, taint: Taint): boolean {
  if (toleration.effect && toleration.effect !== taint.effect) return false;
  if (toleration.key && toleration.key !== taint.key) return false;
  if (toleration.operator === 'Exists') return true;
  return Boolean(toleration.key) && (toleration.value ?? '') === (taint.value ?? '');
}

export const toleratedBy = (tolerations: readonly Toleration[] | undefined, taint: Taint): boolean =>
  (tolerations ?? []).some((toleration) => tolerates(toleration, taint));

/** The first taint that keeps the pod off the node, if any; PreferNoSchedule does not. */
export const untolerated = (pod: Pod, node: Node): Taint | undefined =>
  (node.spec?.taints ?? []).find(
    (taint) => taint.effect !== 'PreferNoSchedule' && !toleratedBy(pod.spec?.tolerations, taint),
  );
