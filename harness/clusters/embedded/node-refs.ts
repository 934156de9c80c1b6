import { RehearsalError } from '../../errors.ts';
import type { NodeRef, Slot } from '../../scenario/scenario.ts';
import type { Node } from './objects.ts';

const scheme = 'embedded://';

/** A registered node as the rest of the harness knows it: the provider's own id of a machine is its address. */
export const nodeRef = (node: Node, slot: Slot, address: string): NodeRef => ({
  uid: node.metadata.uid,
  name: node.metadata.name,
  slot,
  providerId: `${scheme}${address}`,
});

/** @throws RehearsalError `harness-failed` for a node of another provider */
export function addressOfNode({ name, providerId }: NodeRef): string {
  if (!providerId?.startsWith(scheme))
    throw new RehearsalError('harness-failed', `${name} is no node of an embedded cluster`);
  return providerId.slice(scheme.length);
}
