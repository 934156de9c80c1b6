import { pause } from '../../async/pause.ts';
import { apiFailure } from '../../kube/api-error.ts';
import type { Kube } from '../../kube/connect.ts';
import { createObject } from '../../kube/create-object.ts';
import type { ServedKinds } from '../../kube/served-kinds.ts';
import { getNamespace, type PlacedObject } from '../../scenario/manifests.ts';
import { runLabels } from '../labels.ts';
import { createRefusal, type Refusal } from './refusal.ts';

export interface CreationOptions {
  readonly kube: Kube;
  readonly kinds: ServedKinds;
  readonly runId: string;
  readonly signal: AbortSignal;
  /** Called with each warning of the API server. */
  readonly onWarning: (placed: PlacedObject, warning: string) => void;
}

/** How long, and how often, a possibly temporary refusal is retried. */
const patience = { forMs: 30_000, everyMs: 500 };

/**
 * Creates one object unchanged, with the run's labels.
 * @returns why the API server refuses it; null if it is created
 * @throws network errors; the signal's reason when aborted
 */
export async function createPlaced(creating: CreationOptions, placed: PlacedObject): Promise<Refusal | null> {
  const giveUp = AbortSignal.timeout(patience.forMs);
  for (;;) {
    const refusal = await attempt(creating, placed, false);
    if (refusal === null || !refusal.curable || giveUp.aborted) return refusal;
    await pause(patience.everyMs, creating.signal);
  }
}

/**
 * Has the API server check one object as if it were created.
 * @returns null also for problems that only its creation can show: it may need another object of the manifests
 */
export async function checkPlaced(creating: CreationOptions, placed: PlacedObject): Promise<Refusal | null> {
  const refusal = await attempt(creating, placed, true);
  return refusal?.curable ? null : refusal;
}

interface FailedAttempt extends Refusal {
  /** By other objects, or by time. */
  readonly curable: boolean;
}

async function attempt(
  creating: CreationOptions,
  placed: PlacedObject,
  dryRun: boolean,
): Promise<FailedAttempt | null> {
  const { kube, kinds, runId, signal, onWarning } = creating;
  const { apiVersion, kind, metadata } = placed.object;
  try {
    const served = await kinds.find(apiVersion, kind, signal);
    if (served === null)
      return {
        placed,
        why: `the cluster serves no ${kind} of ${apiVersion}`,
        occupied: false,
        curable: false,
      };
    const labels = { ...metadata.labels, ...runLabels(runId) };
    const object = { ...placed.object, metadata: { ...metadata, labels } };
    const namespace = getNamespace(placed.object);
    const { warnings } = await createObject(kube, served, object, { namespace, dryRun, signal });
    if (!dryRun) for (const warning of warnings) onWarning(placed, warning);
    return null;
  } catch (error) {
    signal.throwIfAborted();
    const curable = isCurable(apiFailure(error)?.status ?? null);
    return { ...createRefusal(placed, error), curable };
  }
}

/**
 * A service account that its controller has yet to create (403), a namespace or a kind that is new (404), a
 * webhook that starts (5xx).
 */
const isCurable = (status: number | null) =>
  status === 403 || status === 404 || status === 429 || (status ?? 0) >= 500;
