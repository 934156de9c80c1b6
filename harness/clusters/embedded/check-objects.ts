import { findMistakes } from '../../embedded/api/kinds/decode.ts';
import { pathText } from '../../embedded/api/kinds/invalid.ts';
import { resources } from '../../embedded/api/kinds/resources.ts';
import { formatApiVersion, kinds } from '../../embedded/kinds.ts';
import type { Kind } from '../../embedded/objects.ts';
import type { Issue } from '../../errors.ts';
import type { CheckedObjects } from '../../scenario/manifests/checked-objects.ts';
import { listContainers } from '../../scenario/manifests/pod-templates.ts';
import type { ServiceObject } from '../../scenario/manifests/services.ts';
import type { PlacedObject } from '../../scenario/manifests.ts';
import { didYouMean } from '../../scenario/nearest.ts';
import type { UnderstoodScenario } from '../../scenario/schema/scenario.ts';
import type { Warning } from '../../scenario/warnings.ts';
import { settingWarning, topologyAnnotation } from '../service-setting.ts';

/** Kinds that affect neither when a pod is ended nor where connections go. */
const kindsLeftOut: ReadonlySet<string> = new Set([
  ...['ServiceAccount', 'Role', 'RoleBinding', 'ClusterRole', 'ClusterRoleBinding'],
  ...['HorizontalPodAutoscaler', 'Ingress', 'IngressClass', 'NetworkPolicy', 'ResourceQuota', 'LimitRange'],
]);

/** The supported part of the objects, and everything that the cluster lacks, each with its position. */
export function checkObjects(
  objects: readonly PlacedObject[],
  { cluster }: Pick<UnderstoodScenario, 'cluster'>,
): CheckedObjects {
  const left = objects.filter(({ object }) => kindsLeftOut.has(object.kind));
  const taken = objects.filter((placed) => !left.includes(placed));
  return {
    objects: taken,
    issues: taken.flatMap((placed) => [...findIssues(placed), ...imageIssues(placed, cluster?.commands)]),
    warnings: [...leftOutWarnings(left), ...taken.flatMap(serviceWarnings)],
  };
}

function findIssues(placed: PlacedObject): readonly Issue[] {
  const { object, file, line, column } = placed;
  const { apiVersion, kind, metadata } = object;
  const here = { file, line, column, path: '' };
  if (!isKnown(kind)) {
    const why = `the embedded cluster has no ${kind} of ${apiVersion}: use \`cluster.provider: kind\``;
    return [{ ...here, message: `${kind} ${metadata.name}: ${why}` }];
  }
  const version = formatApiVersion(kinds[kind]);
  if (apiVersion !== version) {
    const message = `${kind} ${metadata.name}: the embedded cluster serves ${version}, not ${apiVersion}`;
    return [{ ...here, message }];
  }
  return findMistakes(kind, resources[kind].schema, object).map(({ path, message }) => {
    const known = path.map((key) => (typeof key === 'symbol' ? String(key) : key));
    return {
      ...{ file, path: pathText(known), ...placed.findPlace(known, 'key') },
      message: `${kind} ${metadata.name}: ${pathText(known)}: ${message}`,
    };
  });
}

/** Images without a command. @param commands undefined: they have a mistake of their own */
function imageIssues(placed: PlacedObject, commands: object | undefined): readonly Issue[] {
  const { object, file } = placed;
  if (commands === undefined || !isKnown(object.kind)) return [];
  const known = Object.keys(commands);
  return listContainers(placed).flatMap(({ container: { image }, path }) => {
    if (typeof image !== 'string' || known.includes(image)) return [];
    const why = `the embedded cluster pulls no images, and \`cluster.commands\` has no command for \`${image}\``;
    const message = `${object.kind} ${object.metadata.name}: ${why}${didYouMean(image, known)}`;
    return [{ file, path: '', ...placed.findPlace([...path, 'image'], 'value'), message }];
  });
}

const isKnown = (kind: string): kind is Kind => Object.hasOwn(kinds, kind);

/** One warning for all of them. */
function leftOutWarnings(objects: readonly PlacedObject[]): readonly Warning[] {
  const [first] = objects;
  if (first === undefined) return [];
  const names = objects.map(({ object }) => `${object.kind} ${object.metadata.name}`).join(', ');
  const { file, line, column } = first;
  const message = `${names}: left out, because the embedded cluster has no such kinds; they do not affect a roll`;
  return [{ ...{ file, line, column, path: '' }, code: 'kind-left-out', message }];
}

const allNodes = 'connections go to pods of every node alike';

/** Settings of a Service that its node proxies accept and ignore, and the values without an effect. */
const ignored = {
  sessionAffinity: { asksForNothing: 'None', why: 'its node proxies choose a pod for every connection' },
  internalTrafficPolicy: {
    asksForNothing: 'Cluster',
    why: 'its cluster addresses belong to no node, so that connections go to pods of every node',
  },
  trafficDistribution: { asksForNothing: '', why: allNodes },
} as const;

function serviceWarnings(placed: PlacedObject): readonly Warning[] {
  const { object } = placed;
  if (object.kind !== 'Service') return [];
  const { spec = {} } = object as ServiceObject;
  const cluster = 'the embedded cluster';
  const ofSpec = (field: string, value: string, why: string) =>
    settingWarning(placed, { path: ['spec', field], value, cluster, why });
  const fields = Object.entries(ignored).flatMap(([field, { asksForNothing, why }]) => {
    const value = spec[field as keyof typeof ignored];
    return value === undefined || value === asksForNothing ? [] : [ofSpec(field, value, why)];
  });
  const { externalTrafficPolicy: external } = spec;
  const local = 'its front door does not ask healthCheckNodePort, and sends to workers without a pod, too';
  const topology = topologyAnnotation(placed);
  return [
    ...fields,
    ...(external === 'Local' ? [ofSpec('externalTrafficPolicy', external, local)] : []),
    ...(topology === null ? [] : [settingWarning(placed, { ...topology, cluster, why: allNodes })]),
  ];
}
