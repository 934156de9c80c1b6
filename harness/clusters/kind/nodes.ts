import { pause } from '../../async/pause.ts';
import { errorMessage, RehearsalError } from '../../errors.ts';
import { duration } from '../../format/durations.ts';
import type { NodeRef } from '../../scenario/scenario.ts';
import type { NodeShell } from './cli/node-shell.ts';
import { controlPlanePool, ordinalLabel, poolLabel } from './labels.ts';

/** The used fields of a node in `kubectl get nodes -o json`. */
export interface ApiNode {
  readonly metadata: {
    readonly name: string;
    readonly uid: string;
    readonly labels: Readonly<Record<string, string>>;
  };
  readonly spec: { readonly providerID?: string };
  readonly status: { readonly conditions?: readonly { readonly type: string; readonly status: string }[] };
}

const kubeconfigOfAdmin = '/etc/kubernetes/admin.conf';

/** kubectl with full rights, run on a control plane: no credential leaves the node. */
export const adminKubectl = (...args: readonly string[]): readonly string[] => [
  'kubectl',
  '--kubeconfig',
  kubeconfigOfAdmin,
  ...args,
];

/**
 * The nodes once all of them are Ready, control planes first. kind's own wait returns before all workers are.
 * @throws RehearsalError `cluster-create-failed` naming those that are not, after `withinMs`
 */
export async function readyNodes(
  shell: NodeShell,
  controlPlane: string,
  expected: number,
  withinMs: number,
  signal: AbortSignal,
): Promise<readonly NodeRef[]> {
  const deadline = performance.now() + withinMs;
  for (let unmet = 'no node has joined'; ; ) {
    try {
      const json = await shell.exec(controlPlane, adminKubectl('get', 'nodes', '-o', 'json'), {
        signal,
        timeoutMs: 20_000,
      });
      const nodes = (JSON.parse(json) as { items: ApiNode[] }).items;
      const missing = describeMissing(nodes, expected);
      if (missing === null) return nodeRefs(nodes);
      unmet = missing;
    } catch (error) {
      signal.throwIfAborted();
      unmet = errorMessage(error);
    }
    if (performance.now() > deadline)
      throw new RehearsalError(
        'cluster-create-failed',
        `Not every node was Ready after ${duration(withinMs)}: ${unmet}`,
      );
    await pause(500, signal);
  }
}

function describeMissing(nodes: readonly ApiNode[], expected: number): string | null {
  if (nodes.length < expected) return `${nodes.length} of ${expected} nodes have joined`;
  const notReady = nodes.filter(
    (node) => node.status.conditions?.find((condition) => condition.type === 'Ready')?.status !== 'True',
  );
  return notReady.length === 0 ? null : `${notReady.map((node) => node.metadata.name).join(', ')} not Ready`;
}

/** References to the slots in their labels: control planes first, then each pool in the order of names and ordinals. */
export function nodeRefs(nodes: readonly ApiNode[]): readonly NodeRef[] {
  const refs = nodes.map(({ metadata: { name, uid, labels }, spec }): NodeRef => {
    const pool = labels[poolLabel];
    return {
      uid,
      name,
      slot: {
        pool: pool ?? controlPlanePool,
        role: pool === undefined ? 'control-plane' : 'worker',
        ordinal: Number(labels[ordinalLabel] ?? 0),
      },
      ...(spec.providerID === undefined ? {} : { providerId: spec.providerID }),
    };
  });
  return refs.sort(
    (a, b) =>
      Number(a.slot.role === 'worker') - Number(b.slot.role === 'worker') ||
      a.slot.pool.localeCompare(b.slot.pool, 'en') ||
      a.slot.ordinal - b.slot.ordinal,
  );
}
