import type { Issue } from '../../errors.ts';
import type { PlacedObject } from '../manifests/placed-object.ts';
import { type Path, pathText } from '../walk.ts';
import type { Warning } from '../warnings.ts';
import { isBuiltInGroup, whyNotServed } from './api-versions.ts';
import { checkAgainst, type SchemaMistake } from './check.ts';
import { type CustomKind, customKinds } from './custom-resources.ts';
import { apisServedBy, parseGroup, type ServedApis } from './schemas.ts';

/** Findings of the schemas of both versions in manifests. */
export interface SchemaAnswer {
  /** Problems in the version in which the objects are created. */
  readonly issues: readonly Issue[];
  /** Kinds that the version after the upgrade lacks, and what can't be checked. */
  readonly warnings: readonly Warning[];
  /** The objects with issues. */
  readonly invalid: readonly PlacedObject[];
}

interface Found {
  readonly path: Path;
  readonly of: 'key' | 'value';
  readonly message: string;
  /** Of a warning. */
  readonly code?: string;
}

/**
 * Checks objects by the schemas of the version in which they are created and of the one after the upgrade.
 * @param from minor version of Kubernetes 1, such as 33
 * @param to the same
 */
export function validateObjects(objects: readonly PlacedObject[], from: number, to: number): SchemaAnswer {
  const apis = { from: apisServedBy(from), to: apisServedBy(to) };
  const custom = customKinds(objects);
  const found = objects.flatMap((placed) =>
    findFindings(placed, apis, custom).map(({ path, of, message, code }) => ({
      placed,
      place: { ...placed.findPlace(path, of), file: placed.file, path: pathText(path) },
      message: `${placed.object.kind} ${placed.object.metadata.name}: ${message}`,
      code,
    })),
  );
  return {
    issues: found.flatMap(({ place, message, code }) => (code === undefined ? [{ ...place, message }] : [])),
    warnings: found.flatMap(({ place, message, code }) =>
      code === undefined ? [] : [{ ...place, message, code }],
    ),
    invalid: objects.filter((object) =>
      found.some(({ placed, code }) => placed === object && code === undefined),
    ),
  };
}

interface BothApis {
  readonly from: ServedApis;
  readonly to: ServedApis;
}

function findFindings(
  { object }: PlacedObject,
  apis: BothApis,
  custom: readonly CustomKind[],
): readonly Found[] {
  const { apiVersion, kind } = object;
  const defined = custom.find((version) => version.group === parseGroup(apiVersion) && version.kind === kind);
  if (defined !== undefined) return customFindings(object, defined, apis.from);
  const atVersion = (message: string, code?: string): readonly Found[] => [
    { path: ['apiVersion'], of: 'value', message, ...(code !== undefined && { code }) },
  ];
  if (!isBuiltInGroup(apiVersion) && apis.from.find(apiVersion, kind) === undefined)
    return atVersion(
      `no CustomResourceDefinition of the manifests defines \`${apiVersion}\` ${kind}: its fields are not checked, and a new cluster refuses it as soon as it is up (\`manifests-refused\`). Add the definition to the manifests, or leave the object out`,
      'unknown-kind',
    );
  const notServed = whyNotServed(apiVersion, kind, apis.from);
  if (notServed !== null) return atVersion(notServed);
  const before = fieldMistakes(object, apis.from);
  const afterRoll = whyNotServed(apiVersion, kind, apis.to);
  if (afterRoll !== null)
    return [
      ...before,
      ...atVersion(`${afterRoll}. Clients that still ask for it fail after the upgrade`, 'api-removed'),
    ];
  return bothVersions(before, fieldMistakes(object, apis.to), apis);
}

function fieldMistakes(object: PlacedObject['object'], apis: ServedApis): readonly SchemaMistake[] {
  const known = apis.find(object.apiVersion, object.kind);
  return known === undefined ? [] : checkAgainst(object, apis.definition(known.definition), apis.definition);
}

/** Mistakes are those of the initial version; what only the later one refuses is a warning. */
function bothVersions(
  before: readonly SchemaMistake[],
  after: readonly SchemaMistake[],
  { from, to }: BothApis,
): readonly Found[] {
  const has = (mistakes: readonly SchemaMistake[], { path }: SchemaMistake) =>
    mistakes.some((mistake) => pathText(mistake.path) === pathText(path));
  const added = ` (Kubernetes ${to.version} has it, and the objects are created in ${from.version})`;
  return [
    ...before.map((mistake) =>
      mistake.of === 'key' && !has(after, mistake) && mistake.isUnknownField
        ? { ...mistake, message: `unknown field \`${mistake.path.at(-1)}\`${added}` }
        : mistake,
    ),
    ...after
      .filter((mistake) => !has(before, mistake))
      .map(({ path, of, message }) => ({
        ...{ path, of, code: 'field-removed' },
        message: `Kubernetes ${from.version} takes this, and ${to.version} does not: ${message}`,
      })),
  ];
}

function customFindings(
  object: PlacedObject['object'],
  defined: CustomKind,
  apis: ServedApis,
): readonly Found[] {
  const version = object.apiVersion.split('/')[1] ?? '';
  if (!defined.versions.has(version)) {
    const served = [...defined.versions.keys()].map((one) => `\`${one}\``).join(', ') || 'no version';
    const message = `the CustomResourceDefinition ${defined.name} serves ${served}, not \`${version}\``;
    return [{ path: ['apiVersion'], of: 'value', message }];
  }
  const schema = defined.versions.get(version) ?? null;
  return schema === null ? [] : checkAgainst(object, schema, apis.definition);
}
