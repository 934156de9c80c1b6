import { RehearsalError } from '../../errors.ts';
import type { KopsCli } from './cli/kops-cli.ts';
import { type KopsObject, objectVersion } from './kops-objects.ts';

/** A cluster as its state store has it. */
export interface Specification {
  readonly cluster: KopsObject;
  readonly groups: readonly KopsObject[];
}

/**
 * Reads a cluster's specification. Changes nothing.
 * @throws RehearsalError `clone-refused` where there is no such cluster, or its objects are of another version
 */
export async function readSpecification(
  kops: KopsCli,
  name: string,
  signal: AbortSignal,
): Promise<Specification> {
  const clusters = await kops.clusters(signal);
  const cluster = clusters.find(({ metadata }) => metadata.name === name);
  if (cluster === undefined) {
    const names = clusters.map(({ metadata }) => metadata.name).join(', ');
    throw new RehearsalError(
      'clone-refused',
      `${kops.scope.stateStore} has no cluster ${name}; it has ${names || 'none'}`,
    );
  }
  const groups = await kops.groups(name, signal);
  const other = [cluster, ...groups].find(({ apiVersion }) => apiVersion !== objectVersion);
  if (other !== undefined)
    throw new RehearsalError(
      'clone-refused',
      `${other.kind} ${other.metadata.name} is written as ${other.apiVersion}; only ${objectVersion} can be cloned`,
    );
  return { cluster, groups };
}

export type GroupRole = 'control-plane' | 'node' | 'apiserver' | 'bastion';

const roles: Readonly<Record<string, GroupRole>> = {
  ControlPlane: 'control-plane',
  // As kops.k8s.io/v1alpha2 has it, also in kops 1.31.
  Master: 'control-plane',
  Node: 'node',
  APIServer: 'apiserver',
  Bastion: 'bastion',
};

/** What the instances of a group are; null for a role that is not known here. */
export const findRole = (group: KopsObject): GroupRole | null => roles[String(group.spec.role)] ?? null;

export const ofRole = (groups: readonly KopsObject[], role: GroupRole): readonly KopsObject[] =>
  groups.filter((group) => findRole(group) === role);

/** Kubernetes' version of a cluster, without `v`. */
export const findVersion = (cluster: KopsObject): string =>
  String(cluster.spec.kubernetesVersion ?? '').replace(/^v/, '');
