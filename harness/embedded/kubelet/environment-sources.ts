import { type ApiClient, ApiFailure } from '../client/client.ts';
import type { ConfigMap, Pod, Secret } from '../objects.ts';
import type { ContainerSpec } from './environment.ts';

/** An object that a container needs does not exist or lacks a key: the kubelet's CreateContainerConfigError. */
export class ContainerConfigError extends Error {
  override readonly name = 'ContainerConfigError';
}

type ValueFrom = NonNullable<NonNullable<ContainerSpec['env']>[number]['valueFrom']>;
type Sources = Pick<ApiClient, 'get'>;

interface WantedSource {
  readonly kind: 'Secret' | 'ConfigMap';
  readonly ref: { readonly name?: string; readonly key: string; readonly optional?: boolean };
}

/**
 * Environment variables from Secrets and ConfigMaps. Read at each start, because values may have changed.
 * @throws ContainerConfigError naming what is missing and not optional; ApiFailure if the API can't be reached
 */
export async function valuesFromObjects(
  api: Sources,
  pod: Pod,
  container: ContainerSpec,
): Promise<Readonly<Record<string, string>>> {
  const { namespace = '' } = pod.metadata;
  const found: Record<string, string> = {};
  for (const { name: variable, valueFrom } of container.env ?? []) {
    const wanted = wantedBy(valueFrom);
    if (wanted === null) continue;
    const { kind, ref } = wanted;
    const values = await valuesIn(api, kind, { namespace, name: ref.name ?? '' });
    const value = values?.[ref.key];
    if (value !== undefined) found[variable] = value;
    else if (!ref.optional)
      throw new ContainerConfigError(
        values === null
          ? `${kind.toLowerCase()} "${ref.name}" not found`
          : `couldn't find key ${ref.key} in ${kind} ${namespace}/${ref.name}`,
      );
  }
  return found;
}

function wantedBy(from: ValueFrom | undefined): WantedSource | null {
  if (from?.secretKeyRef !== undefined) return { kind: 'Secret', ref: from.secretKeyRef };
  if (from?.configMapKeyRef !== undefined) return { kind: 'ConfigMap', ref: from.configMapKeyRef };
  return null;
}

/** Null: the object does not exist. */
async function valuesIn(
  api: Sources,
  kind: WantedSource['kind'],
  key: { readonly namespace: string; readonly name: string },
): Promise<Readonly<Record<string, string>> | null> {
  try {
    const object: ConfigMap | Secret = await api.get(kind, key);
    const data = object.data ?? {};
    if (kind === 'ConfigMap') return data;
    return Object.fromEntries(
      Object.entries(data).map(([name, value]) => [name, Buffer.from(value, 'base64').toString()]),
    );
  } catch (error) {
    if (error instanceof ApiFailure && error.code === 404) return null;
    throw error;
  }
}
