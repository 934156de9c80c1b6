import { RehearsalError } from '../../../errors.ts';
import type { RollEvent, RollOptions } from '../../cluster.ts';
import type { KopsCli } from '../cli/kops-cli.ts';
import { formatObjects, type KopsObject } from '../kops-objects.ts';
import type { ListNodes } from '../nodes.ts';
import { EndedSteps } from './ended-steps.ts';
import { rollFailed } from './failure.ts';
import { findRollWords, rollFlags, rollingUpdateSpec } from './flags.ts';
import { type SendOptions, send } from './send.ts';
import { awaitControlPlanes, awaitKubelets, awaitWorkers } from './versions.ts';

/** A clone that is rolled. */
export interface RolledClone {
  readonly kops: KopsCli;
  readonly listNodes: ListNodes;
  /** Version before the first roll. */
  readonly from: string;
  readonly controlPlanes: number;
  readonly workers: number;
}

const helpMs = 30_000;

/**
 * The documented steps of an upgrade with kops: the new version by `replace`, a dry run, the update, a table of what will
 * be rolled, the roll. Control planes come first and workers after a second update: since 1.31 the first one leaves their
 * kubelets at the version of the running control planes, and a roll of all roles would replace them at the old one.
 *
 * The way back is the same with the old version, but workers come first: no kubelet may be newer than its API server. One
 * update is enough, since kops gives the workers the lower one of the specified and the running version.
 * @throws RehearsalError as `Cluster.roll` says
 */
export async function* roll(
  clone: RolledClone,
  { upgrade, to, direction, endAfter }: RollOptions,
  signal: AbortSignal,
): AsyncGenerator<RollEvent> {
  const { kops, listNodes, controlPlanes } = clone;
  const help = await kops.run(['rolling-update', 'cluster', '--help'], { signal, timeoutMs: helpMs });
  const words = findRollWords(`${help.stdout}\n${help.stderr}`);
  const flags = rollFlags(upgrade, words);
  const name = `--name=${kops.scope.clone}`;
  const ended = new EndedSteps(upgrade.gate !== null);
  const isReached = () => endAfter !== null && ended.count >= endAfter;
  const step = (args: readonly string[], input?: string) =>
    sendOrFail(clone, args, signal, input === undefined ? {} : { input });
  /** @param until how many steps have ended when the command is at its end */
  async function* rollRole(role: string, until: number): AsyncGenerator<RollEvent> {
    // Without a new version no instance needs an update, and all of them are replaced all the same.
    const forced = direction === 'forward' && to === clone.from ? ['--force'] : [];
    const start = ['rolling-update', 'cluster', name, '--yes', ...forced];
    const interrupt = new AbortController();
    const args = [...start, `--instance-group-roles=${role}`, ...flags];
    for await (const event of sendOrFail(clone, args, signal, { interrupt: interrupt.signal })) {
      ended.add(event);
      if (isReached() && ended.count < until) interrupt.abort();
      yield event;
    }
  }

  yield* step(['replace', '--filename=-'], await objectsAt(kops, to, rollingUpdateSpec(upgrade), signal));
  yield* step(['update', 'cluster', name]);
  yield* step(['update', 'cluster', name, '--yes']);
  yield* step(['rolling-update', 'cluster', name]);
  const nodes = controlPlanes + clone.workers;
  if (direction === 'back') {
    yield* rollRole('node', clone.workers);
    await awaitWorkers(listNodes, to, signal);
    yield* rollRole(words.controlPlaneRole, nodes);
    await awaitControlPlanes(listNodes, controlPlanes, to, signal);
    await awaitKubelets(listNodes, to, signal);
    yield* step(['validate', 'cluster', name, '--wait=600s']);
    return;
  }
  yield* rollRole(words.controlPlaneRole, controlPlanes);
  if (isReached()) return;
  await awaitControlPlanes(listNodes, controlPlanes, to, signal);
  yield* step(['update', 'cluster', name, '--yes']);
  yield* rollRole('node', nodes);
  if (isReached() && ended.count < nodes) return;
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

/** @throws RehearsalError of what kops said; not where it was interrupted */
async function* sendOrFail(
  { kops }: RolledClone,
  args: readonly string[],
  signal: AbortSignal,
  options: SendOptions,
): AsyncGenerator<RollEvent> {
  const done = yield* send(kops, args, signal, options);
  if (done.exitCode !== 0 && !options.interrupt?.aborted) throw rollFailed(args, done);
}
