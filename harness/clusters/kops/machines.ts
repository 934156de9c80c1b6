import type { Commands } from '../../command/commands.ts';
import type { MachineGroup } from '../../plan/cloud-cost.ts';
import type { ClusterSpec } from '../../scenario/scenario.ts';
import { type KopsCli, kopsCli } from './cli/kops-cli.ts';
import { type Clone, clone } from './clone/clone.ts';
import { chooseCloneName } from './names.ts';
import { createScope, requireProduction } from './scope-of-run.ts';
import { readSpecification } from './specification.ts';

/** Stands for a run that does not exist yet. */
const noRun = '00000000-000000-0000';

/** kops for questions alone, before there is a run. */
export const askingKops = (commands: Commands, cluster: ClusterSpec): KopsCli =>
  kopsCli({
    commands,
    scope: createScope(cluster, chooseCloneName(cluster, noRun)),
    kubeconfig: '/dev/null',
    logFolder: null,
  });

/** The clone that a run would make of production's specification as it is now. */
export async function planClone(kops: KopsCli, cluster: ClusterSpec, signal: AbortSignal): Promise<Clone> {
  const { production, clone: settings } = requireProduction(cluster);
  return clone(await readSpecification(kops, production.cluster, signal), {
    name: kops.scope.clone,
    stateStore: kops.scope.stateStore ?? '',
    ...{ cluster, clone: settings },
    tags: { runId: noRun, owner: '', expires: '' },
  });
}

/** The instances that a clone would consist of. Reads production's specification, and changes nothing. */
export async function listMachines(
  commands: Commands,
  cluster: ClusterSpec,
  signal: AbortSignal,
): Promise<readonly MachineGroup[]> {
  return listCloneMachines(await planClone(askingKops(commands, cluster), cluster, signal));
}

export const listCloneMachines = ({ groups }: Clone): readonly MachineGroup[] =>
  groups.map(({ metadata, spec }) => ({
    name: metadata.name,
    instanceType: String(spec.machineType ?? 'unknown'),
    count: Number(spec.maxSize),
  }));
