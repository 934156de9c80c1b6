import { randomInt, randomUUID } from 'node:crypto';
import type { KindNames } from '../../kinds.ts';
import type { Kind, Meta } from '../../objects.ts';
import { timestamp } from '../../times.ts';
import { conflict } from '../failures.ts';
import { invalid } from '../kinds/invalid.ts';

/** Of Kubernetes' generated names: no vowels and nothing that looks like another. */
const nameAlphabet = 'bcdfghjklmnpqrstvwxz2456789';
const longestGeneratedBase = 58;

/** Kinds whose generation the real server counts. */
const counted: ReadonlySet<Kind> = new Set([
  'Pod',
  'Deployment',
  'ReplicaSet',
  'DaemonSet',
  'PodDisruptionBudget',
  'EndpointSlice',
]);

/** `web-` → `web-x7k2p` */
export function generatedName(prefix: string): string {
  const end = Array.from({ length: 5 }, () => nameAlphabet[randomInt(nameAlphabet.length)]).join('');
  return `${prefix.slice(0, longestGeneratedBase)}${end}`;
}

/** What a client may say of an object's metadata; everything else is the server's own. */
function clientsOwn(sent: Meta): Partial<Meta> {
  const { generateName, labels, annotations, ownerReferences, finalizers } = sent;
  return {
    ...(generateName ? { generateName } : {}),
    ...(labels && Object.keys(labels).length > 0 ? { labels } : {}),
    ...(annotations && Object.keys(annotations).length > 0 ? { annotations } : {}),
    ...(ownerReferences && ownerReferences.length > 0 ? { ownerReferences } : {}),
    ...(finalizers && finalizers.length > 0 ? { finalizers: [...new Set(finalizers)] } : {}),
  };
}

/** Metadata of an object that is created. */
export function newMetadata(kind: Kind, sent: Meta, name: string, nowMs: number): Meta {
  return {
    ...clientsOwn(sent),
    name,
    ...(sent.namespace ? { namespace: sent.namespace } : {}),
    uid: randomUUID(),
    resourceVersion: '',
    creationTimestamp: timestamp(nowMs),
    ...(counted.has(kind) ? { generation: 1 } : {}),
  };
}

/**
 * Metadata of an object that is updated: who it is and whether it is being deleted is not a client's to say.
 * @throws StatusError 409 where the client saw an older version or another object; 422 for a finalizer that comes too late
 */
export function nextMetadata(names: KindNames, kind: Kind, current: Meta, sent: Meta): Meta {
  const { name } = current;
  if (sent.uid && sent.uid !== current.uid)
    throw conflict(
      names,
      name,
      `Precondition failed: UID in precondition: ${sent.uid}, UID in object meta: ${current.uid}`,
    );
  if (sent.resourceVersion && sent.resourceVersion !== current.resourceVersion) throw conflict(names, name);
  if (current.deletionTimestamp) refuseNewFinalizers(kind, current, sent);
  const { generateName, labels, annotations, ownerReferences, finalizers, ...own } = current;
  return { ...clientsOwn(sent), ...own };
}

function refuseNewFinalizers(kind: Kind, current: Meta, sent: Meta): void {
  const late = (sent.finalizers ?? []).filter((finalizer) => !(current.finalizers ?? []).includes(finalizer));
  if (late.length === 0) return;
  const list = late.map((finalizer) => JSON.stringify(finalizer)).join(', ');
  const message = `no new finalizers can be added if the object is being deleted, found new finalizers []string{${list}}`;
  throw invalid(kind, current.name, [{ reason: 'Forbidden', path: ['metadata', 'finalizers'], message }]);
}

/** One generation on, where it is counted. */
export const nextGeneration = (metadata: Meta): Meta =>
  metadata.generation === undefined ? metadata : { ...metadata, generation: metadata.generation + 1 };
