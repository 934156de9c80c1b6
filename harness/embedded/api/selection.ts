import type { Selection } from '../client/client.ts';
import type { Kind, Kinds } from '../objects.ts';
import type { Resource } from './resource.ts';
import { fieldSelector, labelSelector } from './selectors.ts';

/** An object with only the mandatory fields: shows which fields a kind's selectors support. */
const blank: unknown = { metadata: { name: '' }, involvedObject: {} };

/**
 * Whether an object matches a selection.
 * @throws StatusError 400 for an invalid selector, or one with a field that the kind does not support
 */
export function selects<K extends Kind>(
  resource: Resource<K>,
  selection: Selection,
): (object: Kinds[K]) => boolean {
  const { namespace } = selection;
  const labels = selection.labelSelector ? labelSelector(selection.labelSelector) : null;
  const fields = selection.fieldSelector
    ? fieldSelector(selection.fieldSelector, Object.keys(selectFields(resource, blank as Kinds[K])))
    : null;
  return (object) => {
    const { metadata } = object;
    if (namespace !== undefined && metadata.namespace !== namespace) return false;
    if (labels !== null && !labels(metadata.labels ?? {})) return false;
    return fields === null || fields(selectFields(resource, object));
  };
}

function selectFields<K extends Kind>(
  resource: Resource<K>,
  object: Kinds[K],
): Readonly<Record<string, string>> {
  const { name, namespace } = object.metadata;
  return {
    ...resource.fields(object),
    'metadata.name': name,
    ...(resource.names.namespaced ? { 'metadata.namespace': namespace ?? '' } : {}),
  };
}
