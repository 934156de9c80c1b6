import { parse } from 'semver';
import type { HeldFiles } from './held-files.ts';
import { apisServedBy } from './kubernetes/schemas.ts';
import { validateObjects } from './kubernetes/validate.ts';
import { laneKinds } from './load/lane-kinds.ts';
import { findPort, getSelector, type ServiceObject } from './manifests/services.ts';
import { getNamespace, type ReadManifests, readManifests } from './manifests.ts';
import type { Mistake } from './mistakes.ts';
import { didYouMean } from './nearest.ts';
import { findVersion } from './production-version.ts';
import type { UnderstoodScenario } from './schema/scenario.ts';
import { type Path, valueAt } from './walk.ts';
import type { PathWarning } from './warnings.ts';

type Target = NonNullable<NonNullable<NonNullable<UnderstoodScenario['load']>['targets']>[number]>;

const at = (path: Path, message: string, place: Mistake['at'] = 'value'): Mistake => ({
  path,
  at: place,
  message,
});

/**
 * A scenario's manifests, read and checked by the schemas of its versions; none if it names none.
 * @param folder where relative paths start
 */
export function resolveManifests(parts: UnderstoodScenario, folder: string, held: HeldFiles): ReadManifests {
  return validateManifests(readManifests(parts.workload?.manifests ?? [], folder, held), parts);
}

/** Manifests as read, with what the schemas of the scenario's versions find. */
export function validateManifests(read: ReadManifests, { cluster }: UnderstoodScenario): ReadManifests {
  const [from, to] = [parse(findVersion(cluster?.from)), parse(cluster?.to)];
  if (read.objects.length === 0 || from === null || to === null) return read;
  const { issues, warnings, invalid } = validateObjects(read.objects, from.minor, to.minor);
  return {
    ...read,
    issues: [...read.issues, ...issues],
    warnings: [...read.warnings, ...warnings],
    invalid,
  };
}

/** Versions with unknown schemas, for which those of the nearest version are used. */
export function schemaWarnings({ workload, cluster }: UnderstoodScenario): readonly PathWarning[] {
  if ((workload?.manifests ?? []).length === 0) return [];
  const versions = { from: findVersion(cluster?.from), to: cluster?.to };
  return (['from', 'to'] as const).flatMap((key) => {
    const version = parse(versions[key]);
    const apis = version === null ? null : apisServedBy(version.minor);
    if (version === null || apis === null || apis.isExact) return [];
    const message = `the schemas of Kubernetes 1.${version.minor} are not known: the manifests are checked by those of ${apis.version}`;
    return [{ ...at(['cluster', key], message), code: 'nearest-schemas' }];
  });
}

/**
 * Conflicts between workload, manifests and targets.
 * @param data as written, with overrides and without defaults
 */
export function workloadMistakes(
  scenario: UnderstoodScenario,
  data: unknown,
  read: ReadManifests,
): readonly Mistake[] {
  const own = valueAt(data, ['workload', 'manifests']) !== undefined;
  return [
    ...read.mistakes,
    ...(own ? builtinKeys(data) : []),
    ...(!own && valueAt(data, ['workload', 'images']) !== undefined
      ? [at(['workload', 'images'], '`images` are those of `workload.manifests`, and there are none', 'key')]
      : []),
    ...(own && valueAt(data, ['load', 'targets']) === undefined
      ? [
          at(
            ['workload', 'manifests'],
            '`load.targets` is missing: which Service of the manifests is load sent to?',
            'key',
          ),
        ]
      : []),
    ...(own ? streamMistakes(scenario) : []),
    ...targetMistakes(scenario, own ? read : null),
  ];
}

function streamMistakes({ load }: UnderstoodScenario): readonly Mistake[] {
  const lanes = load?.lanes ?? [];
  const index = lanes.findIndex((lane) => typeof lane === 'string' && laneKinds[lane].streams);
  return index < 0
    ? []
    : [
        at(
          ['load', 'lanes', index],
          'only the built-in service has streams, and `workload.manifests` takes its place',
        ),
      ];
}

/** Settings of the built-in service, which do not apply to other workloads. */
function builtinKeys(data: unknown): readonly Mistake[] {
  const written = Object.keys((valueAt(data, ['workload']) ?? {}) as object);
  return written
    .filter((key) => !['manifests', 'images', 'ready'].includes(key))
    .map((key) =>
      at(
        ['workload', key],
        key === 'builtin'
          ? 'a workload is `builtin` or has `manifests`, not both'
          : `\`${key}\` is a setting of the built-in service: write it in the manifest`,
        'key',
      ),
    );
}

function targetMistakes({ load }: UnderstoodScenario, read: ReadManifests | null): readonly Mistake[] {
  const targets = load?.targets ?? [];
  const names = targets.map((target) => target?.name);
  return targets.flatMap((target, index) => {
    if (target === undefined) return [];
    const path = ['load', 'targets', index];
    const mistakes: Mistake[] = [];
    if (target.name === 'control')
      mistakes.push(
        at([...path, 'name'], '`control` is the lane that no upgrade can touch: choose another name'),
      );
    if (target.name !== undefined && names.indexOf(target.name) < index)
      mistakes.push(at([...path, 'name'], `a target named \`${target.name}\` is there already`));
    return [...mistakes, ...requestMistakes(target, path), ...serviceMistakes(target, path, read)];
  });
}

/** Must not be in a scenario, which is copied into the run directory. */
const secretHeader = /^(?:proxy-)?authorization$|^cookie$|token|secret|password|api-?key/i;

/** Headers that control the connection: the lane sets them, or nothing would be left to measure. */
const ownHeaders = new Set([
  'connection',
  'content-length',
  'transfer-encoding',
  'keep-alive',
  'upgrade',
  'expect',
  'te',
  'proxy-connection',
  'http2-settings',
]);

function requestMistakes({ request, expect }: Target, path: Path): readonly Mistake[] {
  const { method, body, headers = {} } = request ?? {};
  const mistakes: Mistake[] = [];
  if (body !== undefined && (method === 'GET' || method === 'HEAD'))
    mistakes.push(at([...path, 'request', 'body'], `a \`${method}\` has no body: set \`request.method\``));
  if (method === 'HEAD' && expect?.body !== undefined && expect.body !== '')
    mistakes.push(at([...path, 'expect', 'body'], 'a response to `HEAD` has no body'));
  for (const [name, value] of Object.entries(headers)) {
    if (ownHeaders.has(name.toLowerCase()))
      mistakes.push(
        at([...path, 'request', 'headers', name], `\`${name}\` is set by the lane itself`, 'key'),
      );
    if (typeof value === 'string' && secretHeader.test(name))
      mistakes.push(
        at(
          [...path, 'request', 'headers', name],
          `the value of \`${name}\` looks like a secret, and a scenario is copied into the run directory: \`{ env: NAME }\` takes it from the environment`,
        ),
      );
  }
  return mistakes;
}

function serviceMistakes({ service }: Target, path: Path, read: ReadManifests | null): readonly Mistake[] {
  const where = [...path, 'service'];
  if (read === null)
    return service === undefined
      ? []
      : [at(where, 'the built-in service has its own Service: `service` is for `workload.manifests`', 'key')];
  if (service === undefined)
    return [at(where, '`service` is missing: which Service of the manifests is load sent to?', 'parent')];
  const { namespace, name, port } = service;
  // Manifests that could not be read may contain it.
  if (name === undefined || read.mistakes.length > 0 || read.issues.length > 0) return [];
  const services = read.objects
    .map((object) => object.object as ServiceObject)
    .filter((object) => object.kind === 'Service');
  const found = services.find(
    (service) => service.metadata.name === name && getNamespace(service) === namespace,
  );
  if (found === undefined) {
    const elsewhere = services.find((service) => service.metadata.name === name);
    const meant = elsewhere
      ? `; there is one in \`${getNamespace(elsewhere)}\``
      : didYouMean(
          name,
          services.map((service) => service.metadata.name),
        );
    return [at([...where, 'name'], `the manifests have no Service \`${namespace}/${name}\`${meant}`)];
  }
  if (Object.keys(getSelector(found)).length === 0)
    return [
      at(
        [...where, 'name'],
        `the Service \`${namespace}/${name}\` selects no pods: load needs a \`selector\``,
      ),
    ];
  if (port === undefined || findPort(found, port) !== undefined) return [];
  const ports = (found.spec?.ports ?? []).map((port) => `\`${port.port}\``).join(', ') || 'none';
  return [
    at([...where, 'port'], `the Service \`${namespace}/${name}\` has no TCP port ${port}; it has ${ports}`),
  ];
}
