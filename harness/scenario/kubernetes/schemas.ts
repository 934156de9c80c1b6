import { readFileSync } from 'node:fs';

/**
 * The schema of a value, in JSON Schema's keywords, with two types of Kubernetes' own: `quantity` and `int-or-string`.
 */
export interface Schema {
  /** Absent: anything. */
  readonly type?: string;
  /** Name of a definition. */
  readonly $ref?: string;
  /** With these a mapping has no other fields, unless it is `open`. */
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly additionalProperties?: Schema;
  readonly format?: string;
  readonly enum?: readonly unknown[];
  readonly open?: boolean;
}

/** A kind of one API version. */
export interface KnownKind {
  readonly apiVersion: string;
  readonly kind: string;
  /** Its schema's name. */
  readonly definition: string;
  /** An alpha or beta version that exists and is not served by default. */
  readonly off: boolean;
}

/** The kinds of one minor version of Kubernetes. */
export interface ServedApis {
  /** Such as `1.34`: the version of the schemas, which is the nearest if the requested one has none. */
  readonly version: string;
  readonly isExact: boolean;
  find(apiVersion: string, kind: string): KnownKind | undefined;
  readonly kinds: readonly KnownKind[];
  definition(name: string): Schema;
}

interface KindLine {
  readonly apiVersion: string;
  readonly kind: string;
  readonly definition: string;
  readonly minors: readonly number[];
  readonly off?: readonly number[];
}

interface DefinitionLine {
  readonly definition: string;
  readonly schema: Schema;
  readonly minors: readonly number[];
}

interface AllSchemas {
  readonly minors: readonly number[];
  readonly kinds: readonly KindLine[];
  readonly definitions: readonly DefinitionLine[];
}

let all: AllSchemas | null = null;
const served = new Map<number, ServedApis>();

/** What Kubernetes 1.`minor` serves, or the nearest minor version that is known. */
export function apisServedBy(minor: number): ServedApis {
  all ??= readSchemas();
  const { minors, kinds, definitions } = all;
  const nearest = minors.reduce((a, b) => (Math.abs(b - minor) < Math.abs(a - minor) ? b : a));
  const known = served.get(nearest);
  const apis = known ?? select(nearest, kinds, definitions);
  served.set(nearest, apis);
  return nearest === minor ? apis : { ...apis, isExact: false };
}

/** Every group of built-in kinds in some known version, such as `apps`; that of `v1` is empty. */
export function builtInGroups(): ReadonlySet<string> {
  all ??= readSchemas();
  return new Set(all.kinds.map(({ apiVersion }) => parseGroup(apiVersion)));
}

export function parseGroup(apiVersion: string): string {
  return apiVersion.includes('/') ? (apiVersion.split('/')[0] ?? '') : '';
}

function select(
  minor: number,
  kinds: readonly KindLine[],
  definitions: readonly DefinitionLine[],
): ServedApis {
  const known = kinds
    .filter((line) => line.minors.includes(minor) || line.off?.includes(minor))
    .map(({ apiVersion, kind, definition, off }) => ({
      ...{ apiVersion, kind, definition },
      off: off?.includes(minor) ?? false,
    }));
  const byName = new Map(known.map((schema) => [`${schema.apiVersion} ${schema.kind}`, schema]));
  const schemas = new Map(
    definitions.filter((line) => line.minors.includes(minor)).map((line) => [line.definition, line.schema]),
  );
  return {
    version: `1.${minor}`,
    isExact: true,
    find: (apiVersion, kind) => byName.get(`${apiVersion} ${kind}`),
    kinds: known,
    definition: (name) => schemas.get(name) ?? {},
  };
}

/** Reads the output of scripts/kubernetes-schemas.ts. */
function readSchemas(): AllSchemas {
  const [head, ...lines] = readFileSync(new URL('./schemas.ndjson', import.meta.url), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  const { versions } = head as { readonly versions: readonly string[] };
  return {
    minors: versions.map((version) => Number(version.split('.')[1])),
    kinds: lines.filter((line) => 'kind' in line) as KindLine[],
    definitions: lines.filter((line) => 'schema' in line) as DefinitionLine[],
  };
}
