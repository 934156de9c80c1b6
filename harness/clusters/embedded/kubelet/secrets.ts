import { type ApiClient, ApiFailure } from '../client/client.ts';
import type { Pod, Secret } from '../objects.ts';
import type { ContainerSpec } from './environment.ts';

/**
 * What a container's environment takes from Secrets, by variable. Asked for at each start, as values may have changed.
 * @throws Error naming what is missing, where it is not optional; ApiFailure where the API can't be reached
 */
export async function secretsOf(
  api: Pick<ApiClient, 'get'>,
  pod: Pod,
  container: ContainerSpec,
): Promise<Readonly<Record<string, string>>> {
  const { namespace = '' } = pod.metadata;
  const found: Record<string, string> = {};
  for (const { name: variable, valueFrom } of container.env ?? []) {
    const wanted = valueFrom?.secretKeyRef;
    if (wanted === undefined) continue;
    const secret = await get(api, { namespace, name: wanted.name ?? '' });
    const value = secret?.data?.[wanted.key];
    if (value !== undefined) found[variable] = Buffer.from(value, 'base64').toString();
    else if (!wanted.optional)
      throw new Error(
        secret === null
          ? `secret "${wanted.name}" not found`
          : `couldn't find key ${wanted.key} in Secret ${namespace}/${wanted.name}`,
      );
  }
  return found;
}

async function get(
  api: Pick<ApiClient, 'get'>,
  key: { readonly namespace: string; readonly name: string },
): Promise<Secret | null> {
  try {
    return await api.get('Secret', key);
  } catch (error) {
    if (error instanceof ApiFailure && error.code === 404) return null;
    throw error;
  }
}
