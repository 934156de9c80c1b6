import { ApiException, type V1Pod } from '@kubernetes/client-node';
import { apiFailure } from './api-error.ts';
import type { Kube } from './connect.ts';
import { bounded } from './request.ts';

/** Identifies one pod, not a later one of the same name. */
export interface PodRef {
  readonly uid: string;
  readonly namespace: string;
  readonly name: string;
}

/**
 * Result of one eviction: `blocked` by a disruption budget, `gone` before it, `refused` with any other answer, such as
 * that of an admission webhook (or that it did not answer), or of two budgets for one pod.
 */
export type Eviction =
  | { readonly result: 'accepted' | 'gone' }
  | { readonly result: 'blocked' | 'refused'; readonly detail: string };

export function podRef(pod: V1Pod): PodRef {
  return {
    uid: pod.metadata?.uid ?? '',
    namespace: pod.metadata?.namespace ?? '',
    name: pod.metadata?.name ?? '',
  };
}

/** All pods bound to a node, in every namespace. @throws ApiException, network errors */
export async function podsOn(kube: Kube, node: string, signal: AbortSignal): Promise<V1Pod[]> {
  const list = await kube.core.listPodForAllNamespaces(
    { fieldSelector: `spec.nodeName=${node}` },
    bounded(signal),
  );
  return list.items;
}

/**
 * Requests the eviction of exactly this pod (by uid) once, through the policy/v1 API, with its own grace period.
 * @throws network errors, and the ApiException of an overloaded API server
 */
export async function evict(kube: Kube, pod: PodRef, signal: AbortSignal): Promise<Eviction> {
  const body = {
    apiVersion: 'policy/v1',
    kind: 'Eviction',
    metadata: { name: pod.name, namespace: pod.namespace },
    deleteOptions: { preconditions: { uid: pod.uid } },
  };
  try {
    await kube.core.createNamespacedPodEviction(
      { name: pod.name, namespace: pod.namespace, body },
      bounded(signal),
    );
    return { result: 'accepted' };
  } catch (error) {
    const failure = apiFailure(error);
    if (failure?.status === 404) return { result: 'gone' };
    // a conflict is another pod's uid under this name, or a race over the budget that is worth a retry
    if (failure?.status === 409 && (await isGone(kube, pod, signal))) return { result: 'gone' };
    if (failure === null || failure.status === null) throw error;
    if (failure.status !== 429) return { result: 'refused', detail: failure.message };
    // an overloaded API server answers 429, too, and names no budget
    const budgets = failure.causes.filter((cause) => cause.reason === 'DisruptionBudget');
    if (budgets.length === 0) throw error;
    return { result: 'blocked', detail: budgets.map((budget) => budget.message).join('; ') };
  }
}

/**
 * Deletes exactly this pod (by uid) with its own grace period, ignoring budgets; does nothing if it is gone.
 * @throws ApiException, network errors
 */
export async function deletePod(kube: Kube, pod: PodRef, signal: AbortSignal): Promise<void> {
  const body = { preconditions: { uid: pod.uid } };
  try {
    await kube.core.deleteNamespacedPod({ name: pod.name, namespace: pod.namespace, body }, bounded(signal));
  } catch (error) {
    const status = apiFailure(error)?.status;
    if (status !== 404 && status !== 409) throw error;
  }
}

/** Whether exactly this pod (by uid) is gone. @throws ApiException, network errors */
export async function isGone(kube: Kube, pod: PodRef, signal: AbortSignal): Promise<boolean> {
  try {
    const now = await kube.core.readNamespacedPod(
      { name: pod.name, namespace: pod.namespace },
      bounded(signal),
    );
    return now.metadata?.uid !== pod.uid;
  } catch (error) {
    if (error instanceof ApiException && error.code === 404) return true;
    throw error;
  }
}
