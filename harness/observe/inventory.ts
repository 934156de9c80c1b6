import type { V1Pod } from '@kubernetes/client-node';
import type { JournalEntry, PodState } from '../journal/records.ts';
import type { Kube } from '../kube/connect.ts';
import { nodeState, podState } from '../kube/project.ts';
import { bounded, retryTransient } from '../kube/request.ts';
import { inventoryNamespaces } from '../timeline/system-namespace.ts';

/** How long to wait for an unavailable API. */
const timeoutMs = 60_000;

/**
 * Every node and every pod of the cluster's own namespaces from new lists, as a journal entry.
 * @param expected images of this version's control plane
 * @throws API errors that last longer than a minute; the signal's reason when aborted
 */
export async function takeInventory(
  kube: Kube,
  when: 'before' | 'after',
  version: string,
  expected: readonly string[],
  signal: AbortSignal,
): Promise<JournalEntry> {
  const read = async () => {
    const [nodes, ...lists] = await Promise.all([
      kube.core.listNode({}, bounded(signal)),
      ...inventoryNamespaces.map((namespace) => kube.core.listNamespacedPod({ namespace }, bounded(signal))),
    ]);
    const pods = lists.flatMap(({ items }) => items.map(systemPodState));
    return { nodes: nodes.items.map((node) => nodeState(node)), pods };
  };
  const found = await retryTransient(read, { signal, timeoutMs });
  return { type: 'inventory', when, version, ...found, expected };
}

/** With the label that says which part of Kubernetes it is. */
function systemPodState(pod: V1Pod): PodState {
  const { component, 'k8s-app': app = component } = pod.metadata?.labels ?? {};
  return { ...podState(pod), ...(app !== undefined && { app }) };
}
