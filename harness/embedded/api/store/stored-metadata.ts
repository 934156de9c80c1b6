import { randomInt, randomUUID } from 'node:crypto';
import type { KindNames } from '../../kinds.ts';
import type { Kind, Meta } from '../../objects.ts';
import { timestamp } from '../../times.ts';
import { conflict } from '../failures.ts';
import { invalid } from '../kinds/invalid.ts';

/** Alphabet of Kubernetes' generated names: no vowels and no characters that look alike. */
const nameAlphabet = 'bcdfghjklmnpqrstvwxz2456789';
const longestGeneratedBase = 58;

/** Kinds for which the real server maintains `generation`. */
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

/** Metadata that a client may set; the server sets everything else. */
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

/** Metadata of a new object. */
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
 * Metadata of an updated object: a client can't change its identity or its deletion.
 * @throws StatusError 409 if the client saw an older version or another object; 422 if it adds a finalizer to
 * an object that is being deleted
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

/** Increments the generation, for kinds that have one. */
export const nextGeneration = (metadata: Meta): Meta =>
  metadata.generation === undefined ? metadata : { ...metadata, generation: metadata.generation + 1 };
