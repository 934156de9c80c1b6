import { pause } from '../../async/pause.ts';
import { duration } from '../../format/durations.ts';
import type { Kube } from '../../kube/connect.ts';
import { sendJson } from '../../kube/send-json.ts';
import type { ServedKinds } from '../../kube/served-kinds.ts';
import type { ManifestObject, PlacedObject } from '../../scenario/manifests.ts';
import type { Refusal } from './refusal.ts';

interface Definition extends ManifestObject {
  readonly spec?: {
    readonly group?: string;
    readonly names?: { readonly kind?: string };
    readonly versions?: readonly { readonly name?: string; readonly served?: boolean }[];
  };
  /** Its conditions are null until they are first checked. */
  readonly status?: { readonly conditions?: readonly Condition[] | null };
}

interface Condition {
  readonly type: string;
  readonly status: string;
  readonly message?: string;
}

const path = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';
const patience = { forMs: 60_000, everyMs: 200 };

export const isDefinition = ({ object }: PlacedObject): boolean => object.kind === 'CustomResourceDefinition';

/**
 * Waits until the API server serves the kind of a CustomResourceDefinition.
 * @returns why it does not; null if it does
 * @throws as `sendJson`
 */
export async function awaitEstablished(
  kube: Kube,
  kinds: ServedKinds,
  placed: PlacedObject,
  signal: AbortSignal,
): Promise<Refusal | null> {
  const giveUp = AbortSignal.timeout(patience.forMs);
  for (;;) {
    const name = encodeURIComponent(placed.object.metadata.name);
    const { body } = await sendJson(kube, { method: 'GET', path: `${path}/${name}`, signal });
    const conditions = (body as Definition).status?.conditions ?? [];
    const holds = (type: string) =>
      conditions.find((condition) => condition.type === type)?.status === 'True';
    if (holds('Established') && (await areServed(kinds, placed.object, signal))) return null;
    const refusal = conditions.find(
      (condition) => condition.status === 'False' && condition.type === 'NamesAccepted',
    );
    const why = refusal?.message ?? `its kind was not served within ${duration(patience.forMs)}`;
    if (refusal !== undefined || giveUp.aborted) return { placed, why, occupied: false };
    await pause(patience.everyMs, signal);
  }
}

/** Discovery follows the condition a moment later. */
async function areServed(kinds: ServedKinds, { spec }: Definition, signal: AbortSignal): Promise<boolean> {
  for (const { name, served } of spec?.versions ?? [])
    if (served && (await kinds.find(`${spec?.group}/${name}`, spec?.names?.kind ?? '', signal)) === null)
      return false;
  return true;
}
