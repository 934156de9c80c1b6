import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { formatApiVersion, kinds } from '../../kinds.ts';
import type { Kind, Kinds } from '../../objects.ts';
import type { ClusterOfResource, Resource } from '../resource.ts';
import { decode } from './decode.ts';
import { invalid } from './invalid.ts';
import { objectMeta } from './metadata.ts';
import type { NameRule } from './names.ts';
import { model, type Problem } from './schema.ts';

/** A resource with the input for discovery documents and lists of fields. */
export interface KindResource<K extends Kind> extends Resource<K> {
  readonly schema: z.ZodType;
}

/** The parts that are specific to one kind. */
export interface KindRules<K extends Kind> {
  readonly nameRule: NameRule;
  readonly schema: z.ZodType;
  readonly table: Resource<K>['table'];
  /** See `Resource.beforeCreate`. If it is absent, the object is stored without a status. */
  beforeCreate?(object: Kinds[K], cluster: ClusterOfResource): Kinds[K];
  /** Fills in the fields that a client may omit in an update. */
  complete?(before: Kinds[K], after: Kinds[K], cluster: ClusterOfResource): Kinds[K];
  /** Problems with fields that are immutable. */
  changeProblems?(before: Kinds[K], after: Kinds[K]): Iterable<Problem>;
  fields?(object: Kinds[K]): Readonly<Record<string, string>>;
}

export function createResource<K extends Kind>(kind: K, rules: KindRules<K>): KindResource<K> {
  return {
    kind,
    names: kinds[kind],
    schema: rules.schema,
    table: rules.table,
    admit: (sent) => decode(kind, rules.schema, sent) as Kinds[K],
    beforeCreate: (object, cluster) => rules.beforeCreate?.(object, cluster) ?? withStatus(object, undefined),
    update(before, after, cluster) {
      const same = withStatus(after, getStatus(before));
      const complete = rules.complete?.(before, same, cluster) ?? same;
      const problems = [...(rules.changeProblems?.(before, complete) ?? [])];
      if (problems.length > 0) throw invalid(kind, before.metadata.name, problems);
      return complete;
    },
    specChanged: (before, after) => !isDeepStrictEqual(getSpec(before), getSpec(after)),
    fields: (object) => rules.fields?.(object) ?? {},
  };
}

/** The kind's own fields, without those that every object has. */
export function createObjectSchema<S extends z.ZodRawShape>(
  kind: Kind,
  modelName: string,
  nameRule: NameRule,
  shape: S,
) {
  return model(modelName, {
    apiVersion: z.literal(formatApiVersion(kinds[kind])).default(formatApiVersion(kinds[kind])),
    kind: z.literal(kind).default(kind),
    metadata: objectMeta(nameRule),
    ...shape,
  });
}

/** The object with that status; if that is undefined, without a status. */
export function withStatus<T extends object>(object: T, status: unknown): T {
  const { status: _, ...rest } = object as { status?: unknown };
  return (status === undefined ? rest : { ...rest, status }) as T;
}

const getStatus = (object: object): unknown => (object as { status?: unknown }).status;
const getSpec = (object: object): unknown => (object as { spec?: unknown }).spec;

/** Reports an immutable field that has changed. */
export function* immutable(path: readonly PropertyKey[], before: unknown, after: unknown): Iterable<Problem> {
  if (!isDeepStrictEqual(before, after))
    yield { reason: 'Invalid', path, value: after, message: 'field is immutable' };
}
