import { apiFailure } from './api-error.ts';
import type { Kube } from './connect.ts';
import { sendJson } from './send-json.ts';

/** Path at which the API server serves a kind. */
export interface ServedKind {
  /** `/api/v1`, `/apis/apps/v1`. */
  readonly root: string;
  readonly plural: string;
  readonly namespaced: boolean;
}

/** The kinds that an API server serves, from its discovery. */
export interface ServedKinds {
  /** Null: not served at that version. Asks again if it was not served before. @throws as `sendJson` */
  find(apiVersion: string, kind: string, signal: AbortSignal): Promise<ServedKind | null>;
}

interface ResourceList {
  readonly resources?: readonly {
    readonly name: string;
    readonly kind: string;
    readonly namespaced: boolean;
  }[];
}

export function servedKinds(kube: Kube): ServedKinds {
  const known = new Map<string, ServedKind>();
  return {
    async find(apiVersion, kind, signal) {
      const key = `${apiVersion} ${kind}`;
      if (!known.has(key)) {
        const root = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
        // `pods/eviction` is a subresource, and has another kind's name.
        for (const { name, kind, namespaced } of await listResources(kube, root, signal))
          if (!name.includes('/')) known.set(`${apiVersion} ${kind}`, { root, plural: name, namespaced });
      }
      return known.get(key) ?? null;
    },
  };
}

async function listResources(
  kube: Kube,
  path: string,
  signal: AbortSignal,
): Promise<NonNullable<ResourceList['resources']>> {
  try {
    const { body } = await sendJson(kube, { method: 'GET', path, signal });
    return (body as ResourceList).resources ?? [];
  } catch (error) {
    if (apiFailure(error)?.status === 404) return [];
    throw error;
  }
}
