import { isDeepStrictEqual } from 'node:util';
import type { Deployment, ReplicaSet } from '../../objects.ts';
import { resolveBounds } from './bounds.ts';
import { getReplicas } from './rollout.ts';

type Annotations = Record<string, string>;
type Template = NonNullable<ReplicaSet['spec']>['template'];

const prefix = 'deployment.kubernetes.io/';
export const revisionAnnotation = `${prefix}revision`;
const historyAnnotation = `${prefix}revision-history`;
const desiredAnnotation = `${prefix}desired-replicas`;
const maxAnnotation = `${prefix}max-replicas`;
export const hashLabel = 'pod-template-hash';

/** Annotations that a Deployment does not copy to its ReplicaSets. */
const ownAnnotations = new Set([
  'kubectl.kubernetes.io/last-applied-configuration',
  revisionAnnotation,
  historyAnnotation,
  desiredAnnotation,
  maxAnnotation,
]);

export const getRevision = ({ metadata }: ReplicaSet | Deployment): number =>
  numberIn(metadata.annotations, revisionAnnotation) ?? 0;
/** The Deployment's replicas, and its maximum including surge, when this ReplicaSet was last scaled. */
export const getDesired = ({ metadata }: ReplicaSet): number | null =>
  numberIn(metadata.annotations, desiredAnnotation);
export const getMax = ({ metadata }: ReplicaSet): number | null =>
  numberIn(metadata.annotations, maxAnnotation);

function numberIn(annotations: Annotations | undefined, name: string): number | null {
  const text = annotations?.[name] ?? '';
  return /^\d+$/.test(text) ? Number(text) : null;
}

export const scaleAnnotations = (deployment: Deployment): Annotations => ({
  [desiredAnnotation]: String(getReplicas(deployment)),
  [maxAnnotation]: String(getReplicas(deployment) + resolveBounds(deployment).surge),
});

/** Annotations of the new ReplicaSet: its revision is higher than all old ones, even if it existed before. */
export function annotationsFor(
  deployment: Deployment,
  oldSets: readonly ReplicaSet[],
  newSet: ReplicaSet | null,
): Annotations {
  const copied = Object.entries(deployment.metadata.annotations ?? {}).filter(
    ([name]) => !ownAnnotations.has(name),
  );
  const annotations = { ...newSet?.metadata.annotations, ...Object.fromEntries(copied) };
  const revision = Math.max(0, ...oldSets.map(getRevision)) + 1;
  const before = newSet === null ? 0 : getRevision(newSet);
  if (newSet === null) Object.assign(annotations, scaleAnnotations(deployment));
  if (before >= revision) return annotations;
  if (before > 0)
    annotations[historyAnnotation] = [annotations[historyAnnotation], before].filter(Boolean).join();
  return { ...annotations, [revisionAnnotation]: String(revision) };
}

/** Whether both templates create the same pods. */
export const isSameTemplate = (a: Template, b: Template): boolean =>
  isDeepStrictEqual(withoutHash(a), withoutHash(b));

function withoutHash(template: Template): unknown {
  const { [hashLabel]: _, ...labels } = template?.metadata?.labels ?? {};
  return { ...template, metadata: { ...template?.metadata, labels } };
}

/** Old, empty ReplicaSets beyond `revisionHistoryLimit`, lowest revisions first. */
export function beyondHistory(deployment: Deployment, oldSets: readonly ReplicaSet[]): readonly ReplicaSet[] {
  const kept = oldSets.filter(({ metadata }) => metadata.deletionTimestamp === undefined);
  const surplus = kept.length - (deployment.spec?.revisionHistoryLimit ?? 10);
  const isEmpty = (set: ReplicaSet) =>
    getReplicas(set) === 0 &&
    (set.status?.replicas ?? 0) === 0 &&
    (set.metadata.generation ?? 0) <= (set.status?.observedGeneration ?? 0);
  return kept
    .toSorted((a, b) => getRevision(a) - getRevision(b))
    .slice(0, Math.max(0, surplus))
    .filter(isEmpty);
}
