/**
 * Writes harness/scenario/kubernetes/schemas.ndjson, which is used to check manifests without a cluster: node
 * scripts/kubernetes-schemas.ts [VERSION…]
 *
 * Takes the OpenAPI file and the list of default APIs from the Go module k8s.io/kubernetes of each version,
 * and enumerations from k8s.io/api; fetching them requires `go`. Without versions, it uses the newest patch
 * of every minor version from 1.29 on in the module proxy. A definition that is equal in several minor
 * versions is one line.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { compare, parse } from 'semver';
import { extractEnums } from './kubernetes-schemas/enums.ts';
import { type Reduced, reduce } from './kubernetes-schemas/reduce.ts';

const oldestMinor = 29;
const file = join(import.meta.dirname, '../harness/scenario/kubernetes/schemas.ndjson');
const given = process.argv.slice(2);
const versions = (given.length > 0 ? given : newestPatches()).toSorted(compare);

interface Variant {
  readonly line: object;
  readonly minors: number[];
}

const kinds = new Map<string, { readonly line: object; readonly minors: number[]; readonly off: number[] }>();
const definitions = new Map<string, Variant>();
for (const version of versions) {
  const minor = readMinor(version);
  const folder = moduleFolder('k8s.io/kubernetes', `v${version}`);
  const swagger = JSON.parse(readFileSync(join(folder, 'api/openapi-spec/swagger.json'), 'utf8'));
  const api = moduleFolder('k8s.io/api', `v0.${version.slice('1.'.length)}`);
  const onByDefault = betasOnByDefault(readFileSync(join(folder, 'pkg/controlplane/instance.go'), 'utf8'));
  add(reduce(swagger, extractEnums(api)), minor, onByDefault);
  process.stdout.write(`read ${version}\n`);
}

const lines = [
  {
    versions,
    source:
      'Go modules k8s.io/kubernetes (api/openapi-spec/swagger.json, pkg/controlplane/instance.go) and k8s.io/api',
  },
  ...[...kinds.values()].map(({ line, minors, off }) => ({
    ...line,
    minors,
    ...(off.length > 0 && { off }),
  })),
  ...[...definitions.entries()]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([, { line, minors }]) => ({ ...line, minors })),
];
writeFileSync(file, `${lines.map((line) => JSON.stringify(line)).join('\n')}\n`);

function add(reduced: Reduced, minor: number, betasOn: (group: string, version: string) => boolean): void {
  for (const { apiVersion, kind, definition } of reduced.kinds) {
    const key = `${apiVersion} ${kind}`;
    const entry = kinds.get(key) ?? { line: { apiVersion, kind, definition }, minors: [], off: [] };
    kinds.set(key, entry);
    const [group = '', version = apiVersion] = apiVersion.includes('/') ? apiVersion.split('/') : [''];
    const isOn = !/alpha|beta/.test(version) || betasOn(group, version);
    (isOn ? entry.minors : entry.off).push(minor);
  }
  for (const [definition, schema] of reduced.definitions) {
    const key = `${definition} ${JSON.stringify(schema)}`;
    const variant = definitions.get(key) ?? { line: { definition, schema }, minors: [] };
    definitions.set(key, variant);
    variant.minors.push(minor);
  }
}

/**
 * Alpha and beta APIs are off, except a list of old ones:
 * `flowcontrolv1beta3.SchemeGroupVersion.WithResource(…)`.
 */
function betasOnByDefault(source: string): (group: string, version: string) => boolean {
  const list = /legacyBetaEnabledByDefaultResources = [\s\S]*?\n\t\}/.exec(source)?.[0] ?? '';
  const names = new Set(
    [...list.matchAll(/^\s*(\w+)\.SchemeGroupVersion\.WithResource/gm)].map(([, name]) => name),
  );
  return (group, version) => {
    const [first = ''] = group.split('.');
    return [...names].some((name) => name?.startsWith(first) && name.endsWith(version));
  };
}

function moduleFolder(module: string, version: string): string {
  const answer = execFileSync('go', ['mod', 'download', '-json', `${module}@${version}`], {
    encoding: 'utf8',
  });
  return (JSON.parse(answer) as { readonly Dir: string }).Dir;
}

function newestPatches(): readonly string[] {
  const answer = execFileSync('go', ['list', '-m', '-versions', '-json', 'k8s.io/kubernetes@latest'], {
    encoding: 'utf8',
  });
  const all = (JSON.parse(answer) as { readonly Versions: readonly string[] }).Versions.map((one) =>
    one.slice(1),
  );
  const newest = new Map<number, string>();
  for (const version of all.filter((one) => parse(one)?.prerelease.length === 0).toSorted(compare))
    if (version.startsWith('1.') && readMinor(version) >= oldestMinor)
      newest.set(readMinor(version), version);
  return [...newest.values()];
}

function readMinor(version: string): number {
  return parse(version)?.minor ?? 0;
}
