import { RehearsalError } from '../../../errors.ts';
import type { ClusterSpec } from '../../../scenario/scenario.ts';
import { groupClusterLabel, type KopsObject } from '../kops-objects.ts';
import { findRole, ofRole } from '../specification.ts';
import type { FidelityList } from './fidelity.ts';

/** Which of production's groups the clone gets, and how many instances of each. */
export interface ChosenGroups {
  readonly groups: readonly KopsObject[];
  /** Names of the control planes' groups: the members of etcd. */
  readonly members: readonly string[];
}

type Wanted = Pick<ClusterSpec, 'controlPlanes' | 'pools'> & {
  readonly fewerControlPlanes: 'refuse' | 'accept';
};

/**
 * Production's groups with the scenario's counts.
 * @throws RehearsalError `clone-refused` where production lacks a group, or the clone would have fewer control planes unasked
 */
export function chooseGroups(
  production: readonly KopsObject[],
  wanted: Wanted,
  fidelity: FidelityList,
): ChosenGroups {
  const controlPlanes = chooseControlPlanes(ofRole(production, 'control-plane'), wanted, fidelity);
  const workers = ofRole(production, 'node');
  const pools = wanted.pools.map(({ name, nodes }) => {
    const group = workers.find(({ metadata }) => metadata.name === name);
    if (group === undefined) {
      const names = workers.map(({ metadata }) => metadata.name).join(', ');
      throw refuse(`production has no instance group ${name} of role Node; it has ${names || 'none'}`);
    }
    if (group.spec.manager === 'Karpenter')
      throw refuse(
        `instance group ${name} is managed by Karpenter: its nodes are not rolled by kops one by one`,
      );
    addSize(group, nodes, fidelity);
    return resize(group, nodes);
  });
  for (const group of production) {
    const { name } = group.metadata;
    const isChosen = [...controlPlanes, ...pools].some(({ metadata }) => metadata.name === name);
    if (!isChosen) fidelity.add(`instance group ${name}`, sizeText(group), 'left out', leftOutBecause(group));
  }
  return {
    groups: [...controlPlanes, ...pools],
    members: controlPlanes.map(({ metadata }) => metadata.name),
  };
}

function chooseControlPlanes(
  production: readonly KopsObject[],
  { controlPlanes, fewerControlPlanes }: Wanted,
  fidelity: FidelityList,
): readonly KopsObject[] {
  const of = `production has ${production.length} groups of control planes`;
  if (production.length < controlPlanes)
    throw refuse(`${of}, and \`cluster.controlPlanes\` is ${controlPlanes}`);
  if (production.length >= 3 && controlPlanes < 3) {
    if (fewerControlPlanes === 'refuse')
      throw refuse(
        `${of}, and \`cluster.controlPlanes\` is ${controlPlanes}: with fewer than three the API is away during the upgrade of one, as it is not in production. \`cluster.clone.fewerControlPlanes: accept\` accepts that the verdict does not cover it`,
      );
    fidelity.add(
      'control planes',
      production.length,
      controlPlanes,
      'accepted by the scenario: that the API and etcd stay available during the roll is not shown',
    );
  } else if (production.length > controlPlanes)
    fidelity.add('control planes', production.length, controlPlanes, '`cluster.controlPlanes`');
  return production.slice(0, controlPlanes).map((group) => resize(group, 1));
}

/** Minimum and maximum are the same, so that nothing scales during the measurement. */
const resize = (group: KopsObject, nodes: number): KopsObject => ({
  ...group,
  spec: { ...group.spec, minSize: nodes, maxSize: nodes },
});

function addSize(group: KopsObject, nodes: number, fidelity: FidelityList): void {
  const { minSize, maxSize } = group.spec;
  if (minSize === nodes && maxSize === nodes) return;
  fidelity.add(`instance group ${group.metadata.name}`, sizeText(group), `${nodes} nodes`, '`cluster.pools`');
}

function sizeText({ spec: { minSize, maxSize } }: KopsObject): string {
  return minSize === maxSize ? `${minSize} nodes` : `${minSize} to ${maxSize} nodes`;
}

function leftOutBecause(group: KopsObject): string {
  const role = findRole(group);
  if (role === 'control-plane') return '`cluster.controlPlanes`';
  if (role === 'node') return 'not among `cluster.pools`';
  return 'only groups of control planes and of nodes are cloned';
}

/** A group's label that says which cluster it is of. */
export const ownedBy = (group: KopsObject, cluster: string): KopsObject => ({
  ...group,
  metadata: { name: group.metadata.name, labels: { ...group.metadata.labels, [groupClusterLabel]: cluster } },
});

export const refuse = (message: string) => new RehearsalError('clone-refused', message);
