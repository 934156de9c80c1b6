import { isMapping, type ManifestObject, mappingAt, type PlacedObject } from '../manifests/placed-object.ts';
import { valueAt } from '../walk.ts';
import type { Schema } from './schemas.ts';

/** A kind that a CustomResourceDefinition of the manifests defines. */
export interface CustomKind {
  /** Such as `widgets.shop.example`. */
  readonly name: string;
  readonly group: string;
  readonly kind: string;
  /** Versions that it serves, with their schemas; null if it preserves unknown fields. */
  readonly versions: ReadonlyMap<string, Schema | null>;
}

const objectMeta = { $ref: 'io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta' } as const;

/** The kinds that objects define. Malformed definitions are left out: their own schema reports them. */
export function customKinds(objects: readonly PlacedObject[]): readonly CustomKind[] {
  return objects.flatMap(({ object }) =>
    object.kind === 'CustomResourceDefinition' ? [customKind(object)] : [],
  );
}

function customKind({ metadata, spec }: ManifestObject): CustomKind {
  const versions = valueAt(spec, ['versions']);
  const keepsUnknown = valueAt(spec, ['preserveUnknownFields']) === true;
  return {
    name: metadata.name,
    group: String(valueAt(spec, ['group'])),
    kind: String(mappingAt(spec, 'names').kind),
    versions: new Map(
      (Array.isArray(versions) ? versions : [])
        .filter((version) => isMapping(version) && version.served !== false)
        .map((one) => {
          const schema = valueAt(one, ['schema', 'openAPIV3Schema']);
          return [String(one.name), keepsUnknown || !isMapping(schema) ? null : rootSchema(schema)];
        }),
    ),
  };
}

function rootSchema(structural: Readonly<Record<string, unknown>>): Schema {
  const schema = fromStructural(structural);
  return { ...schema, properties: { ...schema.properties, ...head } };
}

const head = { apiVersion: { type: 'string' }, kind: { type: 'string' }, metadata: objectMeta } as const;

/** A structural schema, as far as it is checked without a server: see checkAgainst. */
function fromStructural(structural: Readonly<Record<string, unknown>>): Schema {
  if (structural['x-kubernetes-int-or-string'] === true) return { type: 'int-or-string', format: 'int64' };
  const type = typeof structural.type === 'string' ? structural.type : undefined;
  const values = Array.isArray(structural.enum) ? { enum: structural.enum } : {};
  if (type === 'array')
    return { type, items: isMapping(structural.items) ? fromStructural(structural.items) : {} };
  if (type !== 'object') return { ...(type !== undefined && { type }), ...values };

  const properties = mappingAt(structural, 'properties');
  const { additionalProperties } = structural;
  const isEmbedded = structural['x-kubernetes-embedded-resource'] === true;
  return {
    type,
    properties: {
      ...Object.fromEntries(
        Object.entries(properties).map(([name, one]) => [name, isMapping(one) ? fromStructural(one) : {}]),
      ),
      ...(isEmbedded && head),
    },
    ...(isMapping(additionalProperties) && { additionalProperties: fromStructural(additionalProperties) }),
    open: structural['x-kubernetes-preserve-unknown-fields'] === true || additionalProperties === true,
    // A required field with a default is never missing.
    required: (Array.isArray(structural.required) ? structural.required : []).filter(
      (field): field is string =>
        typeof field === 'string' && valueAt(properties, [field, 'default']) === undefined,
    ),
  };
}
