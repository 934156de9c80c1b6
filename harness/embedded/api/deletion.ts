import type { DeleteOptions } from '../client/client.ts';
import type { AnyObject, Meta, Namespace, Pod } from '../objects.ts';
import { timestamp } from '../times.ts';
import { nextGeneration } from './store/stored-metadata.ts';

const orphan = 'orphan';
const foreground = 'foregroundDeletion';

/** What a DELETE does to an object, following apimachinery's `rest.BeforeDelete` and the generic registry. */
export type Deletion<T> =
  | { readonly how: 'remove'; readonly object: T }
  /** The object stays, marked for deletion. `object` is the stored one if nothing changes. */
  | { readonly how: 'mark'; readonly object: T };

/**
 * A pod's grace period runs at its kubelet, which then deletes it with a grace of 0. Any other object is
 * removed at once unless a finalizer holds it. A second delete may only shorten the grace period.
 */
export function deletion<T extends AnyObject>(object: T, options: DeleteOptions, nowMs: number): Deletion<T> {
  if (object.kind === 'Namespace') return createNamespaceDeletion(object as Namespace & T, nowMs);
  const asked = options.gracePeriodSeconds;
  const graceSeconds = asked !== undefined && asked < 0 ? 1 : asked;
  if (object.metadata.deletionTimestamp) return again(object, graceSeconds);
  const finalizers = finalizersFor(object.metadata, options.propagationPolicy);
  const grace = object.kind === 'Pod' ? podGraceSeconds(object as Pod, graceSeconds) : 0;
  const marked = withMetadata(object, {
    ...nextGeneration(object.metadata),
    deletionTimestamp: timestamp(nowMs + grace * 1_000),
    deletionGracePeriodSeconds: grace,
    finalizers,
  });
  return { how: finalizers.length > 0 || grace > 0 ? 'mark' : 'remove', object: marked };
}

/** Whether an object that is being deleted has no finalizer or grace period left. */
export function isOver(object: AnyObject): boolean {
  const { deletionTimestamp, deletionGracePeriodSeconds, finalizers } = object.metadata;
  if (!deletionTimestamp || (finalizers ?? []).length > 0) return false;
  if (object.kind === 'Namespace') return ((object as Namespace).spec?.finalizers ?? []).length === 0;
  return (deletionGracePeriodSeconds ?? 0) === 0;
}

function again<T extends AnyObject>(object: T, graceSeconds: number | undefined): Deletion<T> {
  const { metadata } = object;
  const left = metadata.deletionGracePeriodSeconds ?? 0;
  const isHeld = (metadata.finalizers ?? []).length > 0;
  if (left === 0) return { how: isHeld ? 'mark' : 'remove', object };
  if (graceSeconds === undefined || graceSeconds >= left) return { how: 'mark', object };
  const sinceMs = Date.parse(metadata.deletionTimestamp ?? '') - left * 1_000;
  const shortened = withMetadata(object, {
    ...metadata,
    deletionTimestamp: timestamp(sinceMs + graceSeconds * 1_000),
    deletionGracePeriodSeconds: graceSeconds,
  });
  return { how: graceSeconds > 0 || isHeld ? 'mark' : 'remove', object: shortened };
}

/** A pod that has ended, or that no kubelet runs, has nothing to wait for. */
function podGraceSeconds(pod: Pod, asked: number | undefined): number {
  const phase = pod.status?.phase;
  if (!pod.spec?.nodeName || phase === 'Failed' || phase === 'Succeeded') return 0;
  return asked ?? pod.spec.terminationGracePeriodSeconds ?? 0;
}

/**
 * Adds the finalizer that the garbage controller acts on. Background needs none: the controller finds objects
 * without owners.
 */
function finalizersFor(metadata: Meta, policy: DeleteOptions['propagationPolicy']): string[] {
  const own = metadata.finalizers ?? [];
  if (policy === undefined) return own;
  const rest = own.filter((finalizer) => finalizer !== orphan && finalizer !== foreground);
  if (policy === 'Orphan') return [...rest, orphan];
  return policy === 'Foreground' ? [...rest, foreground] : rest;
}

/** The namespace controller empties the namespace, then removes `kubernetes` from its spec. */
function createNamespaceDeletion<T extends AnyObject>(namespace: Namespace & T, nowMs: number): Deletion<T> {
  const { metadata } = namespace;
  const marked = metadata.deletionTimestamp
    ? namespace
    : {
        ...withMetadata(namespace, { ...metadata, deletionTimestamp: timestamp(nowMs) }),
        status: { ...namespace.status, phase: 'Terminating' },
      };
  return { how: isOver(marked) ? 'remove' : 'mark', object: marked };
}

function withMetadata<T extends AnyObject>(object: T, metadata: Meta): T {
  const { finalizers = [], ...rest } = metadata;
  return { ...object, metadata: { ...rest, ...(finalizers.length > 0 ? { finalizers } : {}) } };
}
