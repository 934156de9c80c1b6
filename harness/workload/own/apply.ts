import { connect, type Kube } from '../../kube/connect.ts';
import { servedKinds } from '../../kube/served-kinds.ts';
import type { PlacedObject } from '../../scenario/manifests.ts';
import { type CreationOptions, checkPlaced, createPlaced } from './create-objects.ts';
import { sortByCreation } from './creation-order.ts';
import { awaitEstablished, isDefinition } from './definitions.ts';
import { createMissingNamespaces } from './namespaces.ts';
import { createRefusedError, type Refusal, title } from './refusal.ts';

export interface ApplyOptions {
  /** Path of the cluster's own kubeconfig. */
  readonly kubeconfig: string;
  readonly objects: readonly PlacedObject[];
  readonly runId: string;
  readonly signal: AbortSignal;
  /** Called with information for the user: namespaces that were missing, warnings of the API server. */
  readonly say: (line: string) => void;
}

/**
 * Creates namespaces and definitions of kinds, and has the API server check everything else, so that all refusals occur
 * at once and before anything waits for a pod.
 * @throws RehearsalError `manifests-refused`, `name-occupied`; network errors; the signal's reason when aborted
 */
export async function checkManifests(options: ApplyOptions): Promise<void> {
  const { objects, runId, signal, say } = options;
  await using kube = connect(options.kubeconfig);
  const creating = creatingWith(kube, options);
  for (const placed of sortByCreation(objects.filter(isFirst))) await create(creating, placed);
  for (const name of await createMissingNamespaces(kube, objects, runId, signal))
    say(`created the namespace ${name}, which no manifest defines`);
  const refusals: Refusal[] = [];
  for (const placed of objects.filter(isNotFirst)) {
    const refusal = await checkPlaced(creating, placed);
    if (refusal !== null) refusals.push(refusal);
  }
  if (refusals.length > 0) throw createRefusedError(refusals);
}

/**
 * Creates what `checkManifests` has only checked.
 * @throws as `checkManifests`
 */
export async function applyManifests(options: ApplyOptions): Promise<void> {
  await using kube = connect(options.kubeconfig);
  const creating = creatingWith(kube, options);
  for (const placed of sortByCreation(options.objects.filter(isNotFirst))) await create(creating, placed);
}

/** Namespaces and kinds of other objects. */
const isFirst = (placed: PlacedObject) => placed.object.kind === 'Namespace' || isDefinition(placed);
const isNotFirst = (placed: PlacedObject) => !isFirst(placed);

function creatingWith(kube: Kube, { runId, signal, say }: ApplyOptions): CreationOptions {
  const onWarning = (placed: PlacedObject, warning: string) =>
    say(`${placed.file}:${placed.line}: ${title(placed.object)}: the API server warns: ${warning}`);
  return { kube, kinds: servedKinds(kube), runId, signal, onWarning };
}

async function create(creating: CreationOptions, placed: PlacedObject): Promise<void> {
  const refusal =
    (await createPlaced(creating, placed)) ??
    (isDefinition(placed)
      ? await awaitEstablished(creating.kube, creating.kinds, placed, creating.signal)
      : null);
  if (refusal !== null) throw createRefusedError([refusal]);
}
