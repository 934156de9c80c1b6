import { RehearsalError } from '../../../errors.ts';
import type { RollEvent, RollOptions } from '../../cluster.ts';
import type { KopsCli } from '../cli/kops-cli.ts';
import { formatObjects, type KopsObject } from '../kops-objects.ts';
import type { ListNodes } from '../nodes.ts';
import { rollFailed } from './failure.ts';
import { findRollWords, rollFlags, rollingUpdateSpec } from './flags.ts';
import { send } from './send.ts';
import { awaitControlPlanes, awaitKubelets } from './versions.ts';

/** A clone that is rolled. */
export interface RolledClone {
  readonly kops: KopsCli;
  readonly listNodes: ListNodes;
  /** Version before the roll. */
  readonly from: string;
  readonly controlPlanes: number;
}

const helpMs = 30_000;

/**
 * The documented steps of an upgrade with kops: the new version by `replace`, a dry run, the update, a table of what will
 * be rolled, the roll. Control planes come first and workers after a second update: since 1.31 the first one leaves their
 * kubelets at the version of the running control planes, and a roll of all roles would replace them at the old one.
 * @throws RehearsalError as `Cluster.roll` says
 */
export async function* roll(
  { kops, listNodes, from, controlPlanes }: RolledClone,
  { upgrade, to }: RollOptions,
  signal: AbortSignal,
): AsyncGenerator<RollEvent> {
  const { clone } = kops.scope;
  const help = await kops.run(['rolling-update', 'cluster', '--help'], { signal, timeoutMs: helpMs });
  const words = findRollWords(`${help.stdout}\n${help.stderr}`);
  const flags = rollFlags(upgrade, words);
  const name = `--name=${clone}`;
  const rollRole = (role: string) => {
    // Without a new version no instance needs an update, and all of them are replaced all the same.
    const forced = to === from ? ['--force'] : [];
    return [
      'rolling-update',
      'cluster',
      name,
      '--yes',
      ...forced,
      `--instance-group-roles=${role}`,
      ...flags,
    ];
  };
  const step = (args: readonly string[], input?: string) => sendOrFail(kops, args, signal, input);

  yield* step(['replace', '--filename=-'], await objectsAt(kops, to, rollingUpdateSpec(upgrade), signal));
  yield* step(['update', 'cluster', name]);
  yield* step(['update', 'cluster', name, '--yes']);
  yield* step(['rolling-update', 'cluster', name]);
  yield* step(rollRole(words.controlPlaneRole));
  await awaitControlPlanes(listNodes, controlPlanes, to, signal);
  yield* step(['update', 'cluster', name, '--yes']);
  yield* step(rollRole('node'));
  await awaitKubelets(listNodes, to, signal);
}

/** The clone's cluster object with the new version and the settings of the roll. */
async function objectsAt(
  kops: KopsCli,
  to: string,
  rollingUpdate: KopsObject['spec'],
  signal: AbortSignal,
): Promise<string> {
  const { clone } = kops.scope;
  const cluster = (await kops.clusters(signal)).find(({ metadata }) => metadata.name === clone);
  if (cluster === undefined)
    throw new RehearsalError('cluster-lost', `The cluster ${clone} is no longer in the state store`);
  return formatObjects([{ ...cluster, spec: { ...cluster.spec, kubernetesVersion: to, rollingUpdate } }]);
}

/** @throws RehearsalError of what kops said */
async function* sendOrFail(
  kops: KopsCli,
  args: readonly string[],
  signal: AbortSignal,
  input?: string,
): AsyncGenerator<RollEvent> {
  const done = yield* send(kops, args, signal, input);
  if (done.exitCode !== 0) throw rollFailed(args, done);
}
