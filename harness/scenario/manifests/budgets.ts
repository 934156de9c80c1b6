import type { Warning } from '../warnings.ts';
import { type LabelSelector, selects } from './label-selectors.ts';
import { getNamespace, type ManifestObject, mappingAt, type PlacedObject } from './placed-object.ts';
import { getPodLabels } from './pod-templates.ts';

interface BudgetSpec {
  readonly selector?: LabelSelector;
  readonly minAvailable?: unknown;
  readonly maxUnavailable?: unknown;
}

/** How many pods a budget selects, as its controller counts them. */
interface PodCount {
  /** Pods of controllers with a scale. */
  readonly expected: number;
  /** All pods, including those without a controller. */
  readonly total: number;
}

/** A drain does not evict a DaemonSet's pods; those of a Job are few and end by themselves. */
const scalable = ['Deployment', 'ReplicaSet', 'ReplicationController', 'StatefulSet'];

/** Budgets under which no pod can be evicted: a drain waits for its timeout at the first one. */
export function budgetWarnings(objects: readonly PlacedObject[]): readonly Warning[] {
  const budgets = objects.filter(({ object }) => object.kind === 'PodDisruptionBudget');
  return budgets.flatMap((budget) => [
    ...neverAllows(budget, objects),
    ...sharesPods(budget, budgets, objects),
  ]);
}

function neverAllows(budget: PlacedObject, objects: readonly PlacedObject[]): readonly Warning[] {
  const spec: BudgetSpec = mappingAt(budget.object, 'spec');
  const field = spec.maxUnavailable === undefined ? 'minAvailable' : 'maxUnavailable';
  const count = countPods(budget, objects);
  if (count?.total === 0 || !isNever(spec, count)) return [];
  const value = spec[field] === undefined ? 'is missing' : String(spec[field]);
  const of = count === null ? '' : ` of ${count.total} ${count.total === 1 ? 'pod' : 'pods'}`;
  const message = `PodDisruptionBudget ${budget.object.metadata.name} never lets a pod be evicted (${field} ${value}${of}): drains wait for it until \`upgrade.drain.timeout\``;
  return [
    {
      ...{ file: budget.file, path: '', ...budget.findPlace(['spec', field], 'key') },
      ...{ code: 'budget-never-allows', message },
    },
  ];
}

/**
 * Whether it allows no disruption even while every pod is healthy (`getExpectedPodCount` and
 * `updatePdbStatus` of the disruption controller, which rounds percentages up).
 * @param count null: unknown, so only results for any number count
 */
function isNever({ minAvailable, maxUnavailable }: BudgetSpec, count: PodCount | null): boolean {
  if (maxUnavailable !== undefined) {
    if (isZero(maxUnavailable)) return true;
    return count !== null && count.expected === 0;
  }
  if (minAvailable === undefined) return true;
  const share = parsePercentage(minAvailable);
  if (count === null) return share === 100;
  if (share === null) return typeof minAvailable === 'number' && minAvailable >= count.total;
  return count.expected === 0 || Math.ceil((share * count.expected) / 100) >= count.total;
}

const isZero = (value: unknown) => value === 0 || parsePercentage(value) === 0;

/** Parses `25%`; null if it is not a percentage. */
function parsePercentage(value: unknown): number | null {
  const match = typeof value === 'string' ? /^(\d+)%$/.exec(value) : null;
  return match === null ? null : Number(match[1]);
}

/** Null if an autoscaler decides. */
function countPods(budget: PlacedObject, objects: readonly PlacedObject[]): PodCount | null {
  const selected = objects.filter((placed) => isSelected(budget, placed));
  if (selected.some(({ object }) => isAutoscaled(object, objects))) return null;
  const sum = (kinds: readonly string[]) =>
    selected
      .filter(({ object }) => kinds.includes(object.kind))
      .reduce((all, { object }) => all + countReplicas(object), 0);
  const expected = sum(scalable);
  return { expected, total: expected + sum(['Pod']) };
}

function countReplicas(object: ManifestObject): number {
  const { replicas } = mappingAt(object, 'spec');
  return object.kind !== 'Pod' && typeof replicas === 'number' ? replicas : 1;
}

function isAutoscaled({ kind, metadata }: ManifestObject, objects: readonly PlacedObject[]): boolean {
  return objects.some(({ object }) => {
    const target = mappingAt(mappingAt(object, 'spec'), 'scaleTargetRef');
    return object.kind === 'HorizontalPodAutoscaler' && target.kind === kind && target.name === metadata.name;
  });
}

function isSelected(budget: PlacedObject, { object }: PlacedObject): boolean {
  const spec: BudgetSpec = mappingAt(budget.object, 'spec');
  const labels = getPodLabels(object) as Readonly<Record<string, string>> | null;
  const { matchExpressions = [] } = spec.selector ?? {};
  return (
    labels !== null &&
    Array.isArray(matchExpressions) &&
    getNamespace(object) === getNamespace(budget.object) &&
    selects(spec.selector, labels)
  );
}

/** The API server refuses to evict a pod that several budgets select. */
function sharesPods(
  budget: PlacedObject,
  budgets: readonly PlacedObject[],
  objects: readonly PlacedObject[],
): readonly Warning[] {
  const before = budgets.slice(0, budgets.indexOf(budget));
  const shared = objects.filter((placed) => isSelected(budget, placed));
  return before.flatMap((other) => {
    const both = shared.find((placed) => isSelected(other, placed));
    if (both === undefined) return [];
    const { file, line, column, object } = budget;
    const pods = `pods of ${both.object.kind} ${both.object.metadata.name}`;
    const message = `PodDisruptionBudget ${object.metadata.name} selects ${pods}, and so does ${other.object.metadata.name} (${other.file}:${other.line}): a pod with two budgets can't be evicted`;
    return [{ file, line, column, path: '', code: 'two-budgets', message }];
  });
}
