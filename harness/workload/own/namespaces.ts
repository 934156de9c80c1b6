import { apiFailure } from '../../kube/api-error.ts';
import type { Kube } from '../../kube/connect.ts';
import { sendJson } from '../../kube/send-json.ts';
import { missingNamespaces } from '../../scenario/manifests/namespaces.ts';
import type { PlacedObject } from '../../scenario/manifests.ts';
import { runLabels } from '../labels.ts';

const path = '/api/v1/namespaces';

/**
 * Creates the namespaces that the manifests use without defining them, if the cluster lacks them: `helm
 * template` omits them.
 * @returns their names
 * @throws as `sendJson`
 */
export async function createMissingNamespaces(
  kube: Kube,
  objects: readonly PlacedObject[],
  runId: string,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const created: string[] = [];
  for (const name of missingNamespaces(objects.map(({ object }) => object))) {
    if (await exists(kube, name, signal)) continue;
    const body = { apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels: runLabels(runId) } };
    await sendJson(kube, { method: 'POST', path, body, signal });
    created.push(name);
  }
  return created;
}

async function exists(kube: Kube, name: string, signal: AbortSignal): Promise<boolean> {
  try {
    await sendJson(kube, { method: 'GET', path: `${path}/${encodeURIComponent(name)}`, signal });
    return true;
  } catch (error) {
    if (apiFailure(error)?.status === 404) return false;
    throw error;
  }
}
