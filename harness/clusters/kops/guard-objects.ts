import { errorMessage } from '../../errors.ts';
import {
  asList,
  groupClusterLabel,
  type KopsObject,
  objectVersion,
  parseObjects,
  walkStrings,
} from './kops-objects.ts';
import { mentions } from './names.ts';
import type { Scope } from './scope.ts';

/** Addresses that kops can write to. */
const store = /^(?:s3|gs|do|azureblob|swift|scw|oci|vault|memfs|file|k8s):\/\//i;

/** Settings that are such an address, however it is written. */
const stores: readonly string[] = ['configBase', 'configStore', 'keyStore', 'secretStore', 'backupStore'];

/** Settings by which the clone would get rules or rights of what is production's. */
const borrowed: readonly string[] = ['securityGroupOverride', 'iam.profile'];

/** Settings that kops only reads from: manifests of add-ons, its channel, its files and images. */
const readOnly: readonly string[] = ['addons', 'channel', 'assets'];

/** Why these objects must not be written; null: they may, because every one of them is the clone's own. */
export function findObjectsRefusal(text: string, scope: Scope): string | null {
  const { stateStore } = scope;
  if (stateStore === null) return 'the state store is not known';
  let objects: readonly KopsObject[];
  try {
    objects = parseObjects(text);
  } catch (error) {
    return `its objects cannot be read: ${errorMessage(error)}`;
  }
  if (objects.length === 0) return 'it holds no objects';
  for (const object of objects) {
    const refusal = findObjectRefusal(object, { ...scope, stateStore });
    if (refusal !== null) return `${object.kind} ${object.metadata.name}: ${refusal}`;
  }
  return null;
}

function findObjectRefusal(
  object: KopsObject,
  { clone, production, stateStore }: Scope & { readonly stateStore: string },
): string | null {
  const { apiVersion, kind, metadata, spec } = object;
  if (apiVersion !== objectVersion) return `only ${objectVersion} is understood, and it is ${apiVersion}`;
  if (kind !== 'Cluster' && kind !== 'InstanceGroup') return 'only clusters and instance groups are written';
  const owner = kind === 'Cluster' ? metadata.name : metadata.labels?.[groupClusterLabel];
  if (owner !== clone) return `it belongs to ${owner ?? 'no cluster'} and not to the clone ${clone}`;
  if (asList(spec.externalLoadBalancers).length > 0)
    return 'it would register its instances with a load balancer that is not its own';
  for (const { path, text } of walkStrings(object)) {
    const at = path.join('.');
    if (production !== null && mentions(text, production))
      return `${at} holds the name of production's cluster ${production}`;
    const [, setting = ''] = path;
    const taken = borrowed.find((one) => `.${at}`.endsWith(`.${one}`));
    if (taken !== undefined) return `${at} is ${text}, which is not the clone's own`;
    const isStore = stores.includes(path.at(-1) ?? '') || (store.test(text) && !readOnly.includes(setting));
    if (isStore && !isInside(text, `${stateStore}/${clone}`))
      return `${at} is ${text}, outside the clone's part of the state store, ${stateStore}/${clone}`;
  }
  return null;
}

const isInside = (address: string, prefix: string): boolean =>
  (address === prefix || address.startsWith(`${prefix}/`)) && !address.split('/').includes('..');
