import type { Kube } from './connect.ts';
import { type JsonAnswer, sendJson } from './send-json.ts';
import type { ServedKind } from './served-kinds.ts';

export interface CreateOptions {
  /** Set for an object of a namespaced kind. */
  readonly namespace: string;
  /** The server checks it as if it were created, and stores nothing. */
  readonly dryRun?: boolean;
  readonly signal: AbortSignal;
}

/** An admission webhook may take 30 s. */
const timeoutMs = 35_000;

/**
 * Creates an object unchanged. The server refuses fields that it does not know, instead of dropping them.
 * @throws as `sendJson`
 */
export async function createObject(
  kube: Kube,
  { root, plural, namespaced }: ServedKind,
  object: object,
  { namespace, dryRun = false, signal }: CreateOptions,
): Promise<JsonAnswer> {
  const within = namespaced ? `/namespaces/${encodeURIComponent(namespace)}` : '';
  return await sendJson(kube, {
    method: 'POST',
    path: `${root}${within}/${plural}`,
    query: {
      fieldValidation: 'Strict',
      fieldManager: 'k8s-rehearse',
      ...(dryRun && { dryRun: 'All' }),
    },
    body: object,
    signal,
    timeoutMs,
  });
}
