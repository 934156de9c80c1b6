import type { NodeMaintenance } from '../clusters/cluster.ts';
import { RehearsalError } from '../errors.ts';
import type { Intent } from '../journal/records.ts';
import { apiFailure, errorText } from '../kube/api-error.ts';
import type { RollPlan, RollStep } from '../plan/plan.ts';
import type { NodeRef, Slot } from '../scenario/scenario.ts';
import { awaitVersion } from './await-version.ts';
import { createNodeActions, type NodeActions, type NodeOptions } from './node-actions.ts';
import type { StepIdentity } from './steps.ts';

/** The nodes that requests should reach, maintained by the roller. */
export interface Membership {
  join(node: NodeRef): Promise<void>;
  leave(node: NodeRef): Promise<void>;
}

export interface ReplaceOptions extends NodeOptions {
  readonly members: Membership;
  /** How long a new node may take until its first report; default five minutes. */
  readonly readyWithinMs?: number;
}

/**
 * Replaces a node as its step plans it. First the new nodes of a surge join, each until it reports the version, Ready;
 * then cordon, drain, retire; then a new node in its slot, unless one of a surge is its successor.
 *
 * A node in quarantine stays, cordoned, and has no successor. A node whose drain or removal failed stays cordoned, and
 * the error names it. If no new node joined, the error names the slot. Codes as for an upgrade in place.
 */
export async function* changeByReplacement(
  step: StepIdentity,
  { node, replacement }: RollStep,
  { to }: RollPlan,
  signal: AbortSignal,
  options: ReplaceOptions,
): AsyncGenerator<Intent, void> {
  const { ops, members } = options;
  const { provision, retire } = ops;
  if (provision === undefined || retire === undefined)
    throw new RehearsalError('harness-failed', "this provider can't replace nodes");
  const nodeActions = createNodeActions(step, signal, options);

  for (const slot of replacement?.ahead ?? [])
    yield* newNode(slot, to, provision, nodeActions, signal, options);
  yield* nodeActions.cordon();
  // Before the drain, as in kops (kops#11273: it labels a cordoned node exclude-from-external-load-balancers;
  // since Kubernetes 1.19 a cordon alone removes no node from a cloud's load balancer).
  await members.leave(node);
  if ((yield* nodeActions.drain()) === 'quarantined') return;
  yield* nodeActions.act('retire', () => retire(node, signal));
  if (replacement?.refill) yield* newNode(node.slot, to, provision, nodeActions, signal, options);
}

async function* newNode(
  slot: Slot,
  to: string,
  provision: NonNullable<NodeMaintenance['provision']>,
  { act }: NodeActions,
  signal: AbortSignal,
  { kube, members, readyWithinMs }: ReplaceOptions,
): AsyncGenerator<Intent, void> {
  const naming = (error: unknown) => Promise.reject(createNoNewNode(slot, error));
  const provisioned = yield* act(
    'provision',
    () => provision(slot, to, signal).catch(naming),
    (provisioned) => ({ provisioned, detail: `${provisioned.name} in ${formatSlot(slot)}` }),
  );
  yield* act('await-version', () =>
    awaitVersion(kube, provisioned.name, to, null, signal, readyWithinMs).catch(naming),
  );
  // As a load balancer adds a node once it is Ready.
  await members.join(provisioned);
}

/** A failed command or API call, or a timeout, with the slot that stays empty. */
function createNoNewNode(slot: Slot, error: unknown): unknown {
  const ofTheUpgrade =
    error instanceof RehearsalError
      ? error.code === 'command-failed' || error.code === 'upgrade-failed'
      : apiFailure(error) !== null;
  if (!ofTheUpgrade) return error;
  const message = `${formatSlot(slot)} has no new node: ${errorText(error)}`;
  return new RehearsalError('upgrade-failed', message, { cause: error });
}

const formatSlot = ({ pool, ordinal }: Slot): string => `slot ${ordinal} of pool ${pool}`;
