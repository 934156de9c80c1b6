import { RehearsalError } from '../../errors.ts';
import { connect } from '../../kube/connect.ts';
import { bounded, retryTransient } from '../../kube/request.ts';
import type { NamedAddress } from '../docker/haproxy/config.ts';

const withinMs = 60_000;

/** Finds where nodes are by their names, in the order of these. */
export type FindAddresses = (
  names: readonly string[],
  signal: AbortSignal,
) => Promise<readonly NamedAddress[]>;

/**
 * Nodes' own addresses (InternalIP), as the API has them. An address that was found is kept: a machine has one for life, and
 * the API is away while its only control plane is replaced.
 * @returns what throws RehearsalError `cluster-lost` for a node without an address, and the last error of an API that stays away for a minute
 */
export function nodeAddresses(kubeconfig: string): FindAddresses {
  const found = new Map<string, string>();
  const refresh = async (signal: AbortSignal) => {
    await using kube = connect(kubeconfig);
    const { items } = await kube.core.listNode({}, bounded(signal));
    for (const { metadata, status } of items) {
      const address = status?.addresses?.find(({ type }) => type === 'InternalIP')?.address;
      if (metadata?.name !== undefined && address !== undefined) found.set(metadata.name, address);
    }
  };
  return async (names, signal) => {
    if (names.some((name) => !found.has(name)))
      await retryTransient(() => refresh(signal), { signal, timeoutMs: withinMs });
    return names.map((name) => {
      const address = found.get(name);
      if (address === undefined)
        throw new RehearsalError('cluster-lost', `The node ${name} has no address of its own in the API`);
      return { name, address };
    });
  };
}
