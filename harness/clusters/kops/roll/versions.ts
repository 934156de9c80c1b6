import type { V1Node } from '@kubernetes/client-node';
import { RehearsalError } from '../../../errors.ts';
import { awaitNodes, controlPlaneLabel, isReady, kubeletVersion, type ListNodes } from '../nodes.ts';

const defaultWithinMs = 5 * 60_000;

/**
 * Waits until every control plane runs the new version and no Node of a replaced one is left. kops takes the lowest version
 * among these Nodes for the running one and would hold the workers back at it without a word.
 * @throws RehearsalError `upgrade-failed`
 */
export async function awaitControlPlanes(
  listNodes: ListNodes,
  expected: number,
  to: string,
  signal: AbortSignal,
  timeoutMs: number = defaultWithinMs,
): Promise<void> {
  const findUnmet = (nodes: readonly V1Node[]) => {
    const own = nodes.filter(isControlPlane);
    const old = findOld(own, to);
    if (own.length === expected && old.length === 0) return null;
    const which = old.length === 0 ? '' : `, of another version than ${to}: ${old.join(', ')}`;
    return `${own.length} Nodes are labelled as control planes and not ${expected}${which}`;
  };
  await awaitNodes(
    listNodes,
    {
      timeoutMs,
      findUnmet,
      fail: (unmet) =>
        new RehearsalError(
          'upgrade-failed',
          `The control planes were rolled, but ${unmet}: nothing was rolled after them`,
        ),
    },
    signal,
  );
}

/**
 * Waits until every worker is back at the old version: the control planes may follow only then, because no kubelet may be
 * newer than its API server.
 * @throws RehearsalError `upgrade-failed` naming those that are not
 */
export async function awaitWorkers(
  listNodes: ListNodes,
  to: string,
  signal: AbortSignal,
  timeoutMs: number = defaultWithinMs,
): Promise<void> {
  await awaitNodes(
    listNodes,
    {
      timeoutMs,
      findUnmet: (nodes) =>
        describeOld(
          nodes.filter((node) => isReady(node) && !isControlPlane(node)),
          to,
        ),
      fail: (unmet) =>
        new RehearsalError(
          'upgrade-failed',
          `The workers were rolled back, but ${unmet}: the control planes were not`,
        ),
    },
    signal,
  );
}

/**
 * Waits until every kubelet runs the new version: kops' own words say nothing of it.
 * @throws RehearsalError `upgrade-failed` naming those that do not
 */
export async function awaitKubelets(
  listNodes: ListNodes,
  to: string,
  signal: AbortSignal,
  timeoutMs: number = defaultWithinMs,
): Promise<void> {
  await awaitNodes(
    listNodes,
    {
      timeoutMs,
      // The Node of an ended machine stays for a while and is not Ready.
      findUnmet: (nodes) => describeOld(nodes.filter(isReady), to),
      fail: (unmet) => new RehearsalError('upgrade-failed', `kops completed the roll, but ${unmet}`),
    },
    signal,
  );
}

const isControlPlane = ({ metadata }: V1Node): boolean => controlPlaneLabel in (metadata?.labels ?? {});

function describeOld(nodes: readonly V1Node[], to: string): string | null {
  const old = findOld(nodes, to);
  return old.length === 0 ? null : `kubelets run another version than ${to}: ${old.join(', ')}`;
}

const findOld = (nodes: readonly V1Node[], to: string): readonly string[] =>
  nodes
    .filter((node) => kubeletVersion(node) !== to)
    .map((node) => `${node.metadata?.name} (${kubeletVersion(node)})`);
