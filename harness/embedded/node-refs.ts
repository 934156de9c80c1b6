import { RehearsalError } from '../errors.ts';
import type { NodeRef, Slot } from '../scenario/scenario.ts';
import type { Node } from './objects.ts';

/** A registered node in the form that the rest of the harness uses. */
export function nodeRef({ metadata: { uid, name }, spec }: Node, slot: Slot): NodeRef {
  const providerId = spec?.providerID;
  return { uid, name, slot, ...(providerId === undefined ? {} : { providerId }) };
}

/**
 * The address comes from the provider id that its kubelet registered, `embedded://127.9.2.1/shop-worker`.
 * @throws RehearsalError `harness-failed` for a node of another provider
 */
export function findNodeAddress({ name, providerId = '' }: NodeRef): string {
  const url = URL.parse(providerId);
  if (url?.protocol !== 'embedded:')
    throw new RehearsalError('harness-failed', `${name} is no node of an embedded cluster`);
  return url.hostname;
}
