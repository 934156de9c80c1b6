import type { V1Node } from '@kubernetes/client-node';
import { pauseUnlessAborted } from '../../async/pause.ts';
import type { RehearsalError } from '../../errors.ts';
import { duration } from '../../format/durations.ts';
import { isTransient } from '../../kube/api-error.ts';
import { connect } from '../../kube/connect.ts';
import { bounded } from '../../kube/request.ts';
import { kops as traits } from '../../scenario/providers/kops.ts';
import type { NodeRef } from '../../scenario/scenario.ts';

export const controlPlaneLabel = 'node-role.kubernetes.io/control-plane';

const everyMs = 2_000;

/** Every node in its slot: its pool is its instance group, and its ordinal its place among the group's names. */
export function nodeRefs(nodes: readonly V1Node[]): readonly NodeRef[] {
  const taken = new Map<string, number>();
  return nodes.toSorted(byName).map((node) => {
    const { name = '', uid = '', labels = {} } = node.metadata ?? {};
    const pool = labels[traits.nodeMarks?.poolLabel ?? ''] ?? '';
    const ordinal = taken.get(pool) ?? 0;
    taken.set(pool, ordinal + 1);
    const role = controlPlaneLabel in labels ? 'control-plane' : 'worker';
    const providerId = node.spec?.providerID;
    return { uid, name, slot: { pool, role, ordinal }, ...(providerId !== undefined && { providerId }) };
  });
}

const byName = (one: V1Node, other: V1Node): number =>
  (one.metadata?.name ?? '') < (other.metadata?.name ?? '') ? -1 : 1;

/** Without `v`. */
export const kubeletVersion = (node: V1Node): string =>
  (node.status?.nodeInfo?.kubeletVersion ?? '').replace(/^v/, '');

export const isReady = (node: V1Node): boolean =>
  node.status?.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True') ?? false;

/** Every Node that the API has now. @throws what its calls throw */
export type ListNodes = (signal: AbortSignal) => Promise<readonly V1Node[]>;

/** @param kubeconfig path of the clone's */
export const nodeLister =
  (kubeconfig: string): ListNodes =>
  async (signal) => {
    await using kube = connect(kubeconfig);
    return (await kube.core.listNode({}, bounded(signal))).items;
  };

/** What nodes are waited for, and what a wait that was in vain ends with. */
export interface AwaitedNodes {
  readonly timeoutMs: number;
  /** Null once all is as it should be, otherwise what is not, in words. */
  findUnmet(nodes: readonly V1Node[]): string | null;
  fail(unmet: string): RehearsalError;
}

/** Waits until the nodes are as they should be. Waits out an API server that is away. */
export async function awaitNodes(
  listNodes: ListNodes,
  { timeoutMs, findUnmet, fail }: AwaitedNodes,
  signal: AbortSignal,
): Promise<readonly V1Node[]> {
  const deadline = performance.now() + timeoutMs;
  for (let unmet: string | null = null; ; ) {
    try {
      const nodes = await listNodes(signal);
      unmet = findUnmet(nodes);
      if (unmet === null) return nodes;
    } catch (error) {
      signal.throwIfAborted();
      if (!isTransient(error)) throw error;
      unmet = 'the API server does not answer';
    }
    if (performance.now() > deadline) throw fail(`${unmet} after ${duration(timeoutMs)}`);
    await pauseUnlessAborted(everyMs, signal);
    signal.throwIfAborted();
  }
}
