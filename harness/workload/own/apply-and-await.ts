import { pause } from '../../async/pause.ts';
import { duration } from '../../format/durations.ts';
import { apiFailure, errorText, isTransient } from '../../kube/api-error.ts';
import { connect, type Kube } from '../../kube/connect.ts';
import { sendJson } from '../../kube/send-json.ts';
import { type ServedKinds, servedKinds } from '../../kube/served-kinds.ts';
import { getNamespace, type PlacedObject } from '../../scenario/manifests.ts';
import { findReadiness, type Readiness } from './applied-readiness.ts';
import type { ApplyOptions } from './apply.ts';
import { createPlaced } from './create-objects.ts';
import { sortByCreation } from './creation-order.ts';
import { title } from './refusal.ts';

export interface ApplyAndAwaitOptions extends ApplyOptions {
  /** How long the objects may take until all are ready. */
  readonly withinMs: number;
  /** Pause between two reads; default one second. */
  readonly pollMs?: number;
}

/** Whether all objects were applied and became ready, and what was missing, as text. */
export interface Applied {
  readonly ok: boolean;
  readonly words: string;
}

/**
 * Creates objects, or merges them into those that exist (JSON merge patch), then waits until Deployments, DaemonSets and
 * StatefulSets are rolled out and Jobs are complete. May be repeated.
 * @throws the signal's reason when aborted
 */
export async function applyAndAwait(options: ApplyAndAwaitOptions): Promise<Applied> {
  const { objects, withinMs, pollMs = 1_000, signal } = options;
  await using kube = connect(options.kubeconfig);
  const kinds = servedKinds(kube);
  const limit = AbortSignal.timeout(withinMs);
  for (const placed of sortByCreation(objects)) {
    const why = await applyOne(kube, kinds, placed, options);
    if (why !== null) return { ok: false, words: `${title(placed.object)}: ${why}` };
  }
  for (;;) {
    const { lacks, final } = await readAll(kube, kinds, objects, signal);
    if (lacks.length === 0) return { ok: true, words: `${objects.length} applied and ready` };
    if (final) return { ok: false, words: lacks.join('; ') };
    if (limit.aborted)
      return { ok: false, words: `not ready within ${duration(withinMs)}: ${lacks.join('; ')}` };
    await pause(pollMs, signal);
  }
}

/** @returns why it is not applied; null if it is */
async function applyOne(
  kube: Kube,
  kinds: ServedKinds,
  placed: PlacedObject,
  { runId, signal, say }: ApplyOptions,
): Promise<string | null> {
  const onWarning = (_: PlacedObject, warning: string) =>
    say(`${title(placed.object)}: the API server warns: ${warning}`);
  try {
    const refusal = await createPlaced({ kube, kinds, runId, signal, onWarning }, placed);
    if (refusal === null) return null;
    const path = refusal.occupied ? await findPath(kinds, placed, signal) : null;
    if (path === null) return refusal.why;
    await sendJson(kube, { method: 'PATCH', path, body: placed.object, signal });
    return null;
  } catch (error) {
    signal.throwIfAborted();
    const failure = apiFailure(error);
    if (failure === null) throw error;
    return failure.message;
  }
}

/** Everything that the objects still lack. One that can't be read now is read again. */
async function readAll(
  kube: Kube,
  kinds: ServedKinds,
  objects: readonly PlacedObject[],
  signal: AbortSignal,
): Promise<Readiness> {
  const all: Readiness[] = [];
  for (const placed of objects) {
    const readiness = findReadiness(placed.object);
    if (readiness === null) continue;
    try {
      const path = await findPath(kinds, placed, signal);
      const { body } = await sendJson(kube, { method: 'GET', path: path ?? '', signal });
      all.push(readiness(body));
    } catch (error) {
      signal.throwIfAborted();
      if (!isTransient(error)) throw error;
      all.push({ lacks: [`${title(placed.object)}: ${errorText(error)}`], final: false });
    }
  }
  return { lacks: all.flatMap(({ lacks }) => lacks), final: all.some(({ final }) => final) };
}

/** The API server's path of an object; null if it does not serve the kind. */
async function findPath(
  kinds: ServedKinds,
  { object }: PlacedObject,
  signal: AbortSignal,
): Promise<string | null> {
  const served = await kinds.find(object.apiVersion, object.kind, signal);
  if (served === null) return null;
  const within = served.namespaced ? `/namespaces/${encodeURIComponent(getNamespace(object))}` : '';
  return `${served.root}${within}/${served.plural}/${encodeURIComponent(object.metadata.name)}`;
}
