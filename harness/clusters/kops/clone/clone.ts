import type { Fidelity } from '../../../journal/records.ts';
import type { CloneSpec, ClusterSpec } from '../../../scenario/scenario.ts';
import { asFields, asList, type Fields, type KopsObject, mapStrings } from '../kops-objects.ts';
import { expiryTag, ownerTag, rename, runTag } from '../names.ts';
import { findVersion, type Specification } from '../specification.ts';
import { chooseApi } from './api.ts';
import { type FidelityList, fidelityList } from './fidelity.ts';
import { chooseGroups, ownedBy, refuse } from './groups.ts';
import { chooseMarket } from './market.ts';
import { chooseNetwork, type Network } from './network.ts';
import { chooseSecrets, type NeededSecret } from './secrets.ts';
import { dropClusterSettings, dropGroupSettings, withoutPath } from './settings.ts';

/** What a clone is made from, in addition to production's specification. */
export interface CloneOptions {
  readonly name: string;
  readonly stateStore: string;
  readonly cluster: Pick<ClusterSpec, 'from' | 'controlPlanes' | 'pools'>;
  readonly clone: CloneSpec;
  readonly tags: CloneTags;
}

export interface CloneTags {
  readonly runId: string;
  readonly owner: string;
  /** ISO 8601, UTC. */
  readonly expires: string;
}

/** A clone's own objects, and what it does not share with production. */
export interface Clone {
  readonly cluster: KopsObject;
  readonly groups: readonly KopsObject[];
  /** Secrets that it needs before its first update. */
  readonly secrets: readonly NeededSecret[];
  readonly fidelity: readonly Fidelity[];
}

/**
 * Production's specification under another name. What is not named here is carried over: instance types, machine images,
 * the network plugin, kube-proxy, add-ons, settings of kubelet and API server.
 * @throws RehearsalError `clone-refused` where production's version is another one, or such a clone cannot be made of it
 */
export function clone(production: Specification, options: CloneOptions): Clone {
  const version = findVersion(production.cluster);
  const { name: original } = production.cluster.metadata;
  if (version !== options.cluster.from)
    throw refuse(
      `production's cluster ${original} has Kubernetes ${version}, and \`cluster.from.version\` is ${options.cluster.from}`,
    );
  const fidelity = fidelityList();
  fidelity.add('name', original, options.name, 'every name and tag that holds it is changed with it');
  const { fewerControlPlanes } = options.clone;
  const chosen = chooseGroups(production.groups, { ...options.cluster, fewerControlPlanes }, fidelity);
  const network = chooseNetwork(production.cluster.spec, options.clone, fidelity);
  const secrets = chooseSecrets(production.cluster.spec, fidelity);
  const withName = <T>(value: T) => mapStrings(value, (text) => rename(text, original, options.name));
  return {
    cluster: {
      apiVersion: production.cluster.apiVersion,
      kind: production.cluster.kind,
      metadata: { name: options.name },
      spec: withName(clusterSpec(network.spec, chosen.members, options, fidelity)),
    },
    groups: chosen.groups.map((group) => withName(cloneGroup(group, network, options, fidelity))),
    secrets,
    fidelity: fidelity.rows,
  };
}

function clusterSpec(
  production: Fields,
  members: readonly string[],
  options: CloneOptions,
  fidelity: FidelityList,
): Fields {
  const { runId, owner, expires } = options.tags;
  if (production.rollingUpdate !== undefined)
    fidelity.add('rollingUpdate', production.rollingUpdate, 'set for the roll', '`upgrade.nodes.strategy`');
  const spec = chooseApi(
    dropClusterSettings(production, options.clone.network, fidelity),
    options.name,
    fidelity,
  );
  return {
    ...withoutPath(spec, ['rollingUpdate']),
    configBase: `${options.stateStore}/${options.name}`,
    cloudLabels: {
      ...asFields(spec.cloudLabels),
      ...{ [runTag]: runId, [ownerTag]: owner, [expiryTag]: expires },
    },
    etcdClusters: asList(spec.etcdClusters).map((etcd) => ownEtcd(etcd, members)),
  };
}

/** Volumes and backups of its own: one member for each control plane of the clone. */
function ownEtcd(etcd: Fields, members: readonly string[]): Fields {
  const kept = asList(etcd.etcdMembers).filter(({ instanceGroup }) =>
    members.includes(String(instanceGroup)),
  );
  return { ...withoutPath(etcd, ['backups', 'backupStore']), etcdMembers: kept };
}

function cloneGroup(
  group: KopsObject,
  network: Network,
  { name, clone }: CloneOptions,
  fidelity: FidelityList,
): KopsObject {
  const subnets = network.chooseSubnets(group);
  const own = chooseMarket(dropGroupSettings(group, clone.network, fidelity), clone.spot, fidelity);
  return ownedBy({ ...own, spec: { ...own.spec, subnets } }, name);
}
