import type { Enums } from './enums.ts';

/** The kept parts of a schema: JSON Schema's keywords and two types of Kubernetes' own. */
export interface ReducedSchema {
  readonly type?: string;
  readonly $ref?: string;
  readonly properties?: Readonly<Record<string, ReducedSchema>>;
  readonly required?: readonly string[];
  readonly items?: ReducedSchema;
  readonly additionalProperties?: ReducedSchema;
  readonly format?: string;
  readonly enum?: readonly string[];
}

export interface SwaggerSchema {
  readonly type?: string;
  readonly format?: string;
  readonly $ref?: string;
  readonly properties?: Readonly<Record<string, SwaggerSchema>>;
  readonly required?: readonly string[];
  readonly items?: SwaggerSchema;
  readonly additionalProperties?: SwaggerSchema;
}

interface GroupVersionKind {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
}

interface Operation {
  readonly 'x-kubernetes-group-version-kind'?: GroupVersionKind;
  readonly parameters?: readonly { readonly in: string; readonly schema?: SwaggerSchema }[];
}

export interface Swagger {
  readonly definitions: Readonly<Record<string, SwaggerSchema>>;
  readonly paths: Readonly<Record<string, { readonly post?: Operation }>>;
}

/** A kind that can be created, and its definition. */
export interface ReducedKind {
  readonly apiVersion: string;
  readonly kind: string;
  readonly definition: string;
}

export interface Reduced {
  readonly kinds: readonly ReducedKind[];
  readonly definitions: ReadonlyMap<string, ReducedSchema>;
}

/**
 * Fields that a schema requires and an API server does not, because the zero value of Go is valid there or is
 * defaulted. In doubt the check is left to the server.
 */
const notRequired: Readonly<Record<string, readonly string[]>> = {
  'io.k8s.api.apps.v1.StatefulSetSpec': ['serviceName'],
  'io.k8s.api.rbac.v1.RoleRef': ['apiGroup'],
  'io.k8s.api.rbac.v1.Role': ['rules'],
  'io.k8s.api.rbac.v1.ClusterRole': ['rules'],
  'io.k8s.api.networking.v1.NetworkPolicySpec': ['podSelector'],
  'io.k8s.api.scheduling.v1.PriorityClass': ['value'],
};

const anyValue = new Set([
  'io.k8s.apimachinery.pkg.runtime.RawExtension',
  'io.k8s.apimachinery.pkg.apis.meta.v1.FieldsV1',
]);

/**
 * Keeps what is needed to check a manifest: the kinds that can be created and the definitions that they
 * consist of.
 */
export function reduce(swagger: Swagger, enums: Enums): Reduced {
  const kinds = Object.entries(swagger.paths).flatMap(([path, { post }]): ReducedKind[] => {
    const made = post?.['x-kubernetes-group-version-kind'];
    const body = post?.parameters?.find((one) => one.in === 'body')?.schema?.$ref;
    // Paths below an object's name are subresources such as `eviction`, which are no objects.
    if (made === undefined || body === undefined || path.includes('{name}')) return [];
    const { group, version, kind } = made;
    return [
      {
        apiVersion: group === '' ? version : `${group}/${version}`,
        kind,
        definition: readDefinitionName(body),
      },
    ];
  });
  const unique = [...new Map(kinds.map((one) => [`${one.apiVersion} ${one.kind}`, one])).values()];
  const definitions = new Map<string, ReducedSchema>();
  const add = (name: string): void => {
    if (definitions.has(name)) return;
    const found = reduceDefinition(name, swagger.definitions[name] ?? {}, enums);
    definitions.set(name, found);
    for (const other of references(found)) add(other);
  };
  for (const { definition } of unique) add(definition);
  return { kinds: unique, definitions };
}

const readDefinitionName = (ref: string) => ref.slice('#/definitions/'.length);

function reduceDefinition(name: string, schema: SwaggerSchema, enums: Enums): ReducedSchema {
  const reduced = reduceSchema(schema);
  const { properties, required } = reduced;
  if (properties === undefined) return reduced;
  const exempt = notRequired[name] ?? [];
  const needed = (required ?? []).filter((field) => !exempt.includes(field) && field !== 'status');
  const values = enums.get(name);
  return {
    type: 'object',
    properties: Object.fromEntries(
      Object.entries(properties).map(([field, one]) => [
        field,
        withEnum(field === 'status' && isKind(schema) ? {} : one, values?.get(field)),
      ]),
    ),
    ...(needed.length > 0 && { required: needed }),
  };
}

/** The server owns `status`: a manifest's is removed before the check. */
const isKind = ({ properties }: SwaggerSchema) =>
  properties?.apiVersion !== undefined && properties.metadata !== undefined;

function withEnum(schema: ReducedSchema, values: readonly string[] | undefined): ReducedSchema {
  if (values === undefined) return schema;
  if (schema.type === 'string') return { ...schema, enum: values };
  return schema.items?.type === 'string' ? { ...schema, items: { ...schema.items, enum: values } } : schema;
}

function reduceSchema(schema: SwaggerSchema): ReducedSchema {
  const { $ref, type, format, properties, required, items, additionalProperties } = schema;
  if ($ref !== undefined) return reduceReference(readDefinitionName($ref));
  if (properties !== undefined)
    return {
      type: 'object',
      properties: Object.fromEntries(
        Object.entries(properties).map(([name, one]) => [name, reduceSchema(one)]),
      ),
      ...(required !== undefined && { required }),
    };
  if (type === 'array') return { type, items: reduceSchema(items ?? {}) };
  if (additionalProperties !== undefined)
    return { type: 'object', additionalProperties: reduceSchema(additionalProperties) };
  if (type === 'string' && format === 'int-or-string') return { type: 'int-or-string' };
  return { ...(type !== undefined && { type }), ...(format !== undefined && { format }) };
}

function reduceReference(name: string): ReducedSchema {
  if (name.endsWith('.api.resource.Quantity')) return { type: 'quantity' };
  if (name.endsWith('.intstr.IntOrString')) return { type: 'int-or-string' };
  if (/\.meta\.v1\.(?:Micro)?Time$/.test(name)) return { type: 'string' };
  if (anyValue.has(name)) return {};
  return { $ref: name };
}

function references({ $ref, properties, items, additionalProperties }: ReducedSchema): readonly string[] {
  return [
    ...($ref === undefined ? [] : [$ref]),
    ...Object.values(properties ?? {}).flatMap(references),
    ...(items === undefined ? [] : references(items)),
    ...(additionalProperties === undefined ? [] : references(additionalProperties)),
  ];
}
