import type { Commands } from '../../command/commands.ts';
import { asRehearsalError, type ErrorCode, errorMessage } from '../../errors.ts';
import { describeCloudCost } from '../../plan/cloud-cost.ts';
import { findNameConflict } from '../../scenario/clone-name.ts';
import type { ClusterSpec } from '../../scenario/scenario.ts';
import type { Check, CheckedScenario, Prerequisite } from '../cluster.ts';
import { imageChecks } from '../docker/check-images.ts';
import { ask, createCheck, engineChecks, programCheck } from '../docker/engine.ts';
import { doorCheck } from '../docker/haproxy/check.ts';
import type { KopsCli } from './cli/kops-cli.ts';
import type { Clone } from './clone/clone.ts';
import type { KopsObject } from './kops-objects.ts';
import { askingKops, listCloneMachines, planClone } from './machines.ts';
import { requireProduction } from './scope-of-run.ts';

/** Every prerequisite of a run on a clone made by kops. Production's specification is read; nothing is changed. */
export async function checkKops(
  commands: Commands,
  scenario: CheckedScenario | null,
  signal: AbortSignal,
): Promise<readonly Check[]> {
  const kops = await programCheck('kops', 'kops-missing', () => ask(commands, 'kops', ['version'], signal));
  const engine = await engineChecks(commands, signal);
  const door =
    scenario === null || engine.some((check) => !check.ok)
      ? []
      : [doorCheck(scenario), ...(await imageChecks(commands, scenario, [], signal))];
  const production =
    scenario === null || !kops.ok ? [] : await cloneChecks(commands, scenario.cluster, signal);
  return [kops, ...engine, ...production, ...door];
}

async function cloneChecks(
  commands: Commands,
  cluster: ClusterSpec,
  signal: AbortSignal,
): Promise<readonly Check[]> {
  const kops = askingKops(commands, cluster);
  const { production, clone } = kops.scope;
  const conflict = findNameConflict(production, clone);
  const name = createCheck('name of the clone', 'production-protected', conflict === null, conflict ?? clone);
  const store = await storeCheck(kops, signal);
  if (store.clusters === null) return [name, store.check];
  return [
    name,
    store.check,
    nameCheck(cluster, store.clusters),
    ...(await copyChecks(kops, cluster, signal)),
  ];
}

/** Credentials are the ones that kops itself finds: that it can list clusters proves them, without their being looked at. */
async function storeCheck(
  kops: KopsCli,
  signal: AbortSignal,
): Promise<{ readonly check: Prerequisite; readonly clusters: readonly KopsObject[] | null }> {
  const name = `state store ${kops.scope.stateStore}`;
  try {
    const clusters = await kops.clusters(signal);
    const found = `readable with the credentials of the environment; ${clusters.length} clusters`;
    return { check: createCheck(name, 'state-store-unreadable', true, found), clusters };
  } catch (error) {
    signal.throwIfAborted();
    const check = createCheck(name, 'state-store-unreadable', false, errorMessage(error));
    return { check, clusters: null };
  }
}

/** A name of the run's own is free: no other run has it. */
function nameCheck({ name }: ClusterSpec, clusters: readonly KopsObject[]): Prerequisite {
  const occupied = name !== null && clusters.some(({ metadata }) => metadata.name === name);
  const found = occupied ? 'the state store has a cluster of that name' : 'free';
  return createCheck(`cluster name ${name ?? "of the run's own"}`, 'name-occupied', !occupied, found);
}

/** Whether a clone can be made of production's specification, and what it would consist of. */
async function copyChecks(
  kops: KopsCli,
  cluster: ClusterSpec,
  signal: AbortSignal,
): Promise<readonly Check[]> {
  const { production, clone: settings } = requireProduction(cluster);
  const what = `clone of ${production.cluster}`;
  let copy: Clone;
  try {
    copy = await planClone(kops, cluster, signal);
  } catch (error) {
    signal.throwIfAborted();
    const failure = asRehearsalError(error);
    const code: ErrorCode = failure.code === 'clone-refused' ? 'clone-refused' : 'state-store-unreadable';
    return [createCheck(what, code, false, failure.message)];
  }
  const differs = `${copy.fidelity.length} settings differ from production's`;
  const machines = describeCloudCost(listCloneMachines(copy), settings).join('; ');
  return [
    createCheck(what, 'clone-refused', true, `Kubernetes ${cluster.from}; ${differs}`),
    createCheck('cloud resources', 'clone-refused', true, machines),
  ];
}
