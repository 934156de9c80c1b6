import type { JournalEntry } from '../journal/records.ts';
import type { Kube } from '../kube/connect.ts';
import { nodeState, podState } from '../kube/project.ts';
import { bounded, retryTransient } from '../kube/request.ts';

/** How long to wait for an unavailable API. */
const timeoutMs = 60_000;

/**
 * Every node and every pod of kube-system from new lists, as a journal entry.
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
    const [nodes, pods] = await Promise.all([
      kube.core.listNode({}, bounded(signal)),
      kube.core.listNamespacedPod({ namespace: 'kube-system' }, bounded(signal)),
    ]);
    return { nodes: nodes.items.map((node) => nodeState(node)), pods: pods.items.map(podState) };
  };
  const found = await retryTransient(read, { signal, timeoutMs });
  return { type: 'inventory', when, version, ...found, expected };
}
