import { basename } from 'node:path';
import { isBuiltInGroup } from '../kubernetes/api-versions.ts';
import { type Path, pathText, valueAt } from '../walk.ts';
import { isMapping, type ManifestObject, mappingAt, type PlacedObject } from './placed-object.ts';
import type { RemainingObjects } from './remaining-objects.ts';

/** Only an API server can set these, or they refer to another cluster. */
const metadataFields = [
  ...['uid', 'resourceVersion', 'generation', 'creationTimestamp', 'selfLink', 'managedFields'],
  ...['deletionTimestamp', 'deletionGracePeriodSeconds', 'ownerReferences'],
];

const annotations = [
  'deployment.kubernetes.io/revision',
  'deprecated.daemonset.template.generation',
  'kubectl.kubernetes.io/last-applied-configuration',
  'pv.kubernetes.io/bind-completed',
  'pv.kubernetes.io/bound-by-controller',
  'volume.kubernetes.io/selected-node',
];

/** Labels by which a Job's controller finds the pods of one Job and no other. */
const jobLabels = [
  ...['controller-uid', 'job-name'],
  ...['batch.kubernetes.io/controller-uid', 'batch.kubernetes.io/job-name'],
];

/**
 * Leaves out the fields that an API server sets, as `kubectl get -o yaml` prints them, and names them all in
 * one warning.
 *
 * A Service keeps its `nodePort`: every cluster uses the same range, and an external client may depend on a
 * written one. A `clusterIP` is from a range of its own cluster. A custom resource keeps its `status`:
 * without a subresource of that name it is an ordinary field, and with one the API server drops it.
 */
export function leaveOutServerSetFields(objects: readonly PlacedObject[]): RemainingObjects {
  const places = new Map<string, { readonly placed: PlacedObject; readonly path: Path }[]>();
  const remaining = objects.map((placed) => {
    const paths = serverSetPaths(placed.object).filter((path) => isSet(valueAt(placed.object, path)));
    for (const path of paths) {
      const field = pathText(path);
      places.set(field, [...(places.get(field) ?? []), { placed, path }]);
    }
    return paths.length === 0
      ? placed
      : {
          ...placed,
          object: paths.reduce<ManifestObject>((object, path) => without(object, path), placed.object),
        };
  });
  const [first] = [...places.values()].flat();
  if (first === undefined) return { objects: remaining, warnings: [] };
  const fields = [...places].map(([field, at]) => `\`${field}\` (${placesText(at)})`);
  return {
    objects: remaining,
    warnings: [
      {
        ...first.placed.findPlace(first.path),
        ...{ file: first.placed.file, path: pathText(first.path), code: 'server-set-fields' },
        message: `left out, because the API server sets it: ${fields.join(', ')}`,
      },
    ],
  };
}

function serverSetPaths(object: ManifestObject): readonly Path[] {
  const { apiVersion, kind, spec } = object;
  // These fields identify a server's response; without them, the following may be the user's own settings.
  const wasRead =
    isSet(valueAt(object, ['metadata', 'uid'])) || isSet(valueAt(object, ['metadata', 'resourceVersion']));
  const given = mappingAt(object.metadata, 'annotations');
  return [
    ...metadataFields.map((field) => ['metadata', field]),
    ...annotations.map((name) => ['metadata', 'annotations', name]),
    ...(isBuiltInGroup(apiVersion) ? [['status']] : []),
    ...(kind === 'Service' && apiVersion === 'v1' ? clusterAddresses(spec) : []),
    ...(kind === 'Pod' && apiVersion === 'v1' && wasRead ? [['spec', 'nodeName']] : []),
    ...(kind === 'Job' && wasRead && valueAt(spec, ['manualSelector']) !== true
      ? [['spec', 'selector'], ...jobLabels.map((label) => ['spec', 'template', 'metadata', 'labels', label])]
      : []),
    // A claim that is bound to a volume that a new cluster lacks would wait forever.
    ...(kind === 'PersistentVolumeClaim' && given['pv.kubernetes.io/bind-completed'] !== undefined
      ? [['spec', 'volumeName']]
      : []),
    ...(kind === 'PersistentVolume'
      ? [
          ['spec', 'claimRef', 'uid'],
          ['spec', 'claimRef', 'resourceVersion'],
        ]
      : []),
  ];
}

function clusterAddresses(spec: unknown): readonly Path[] {
  const isHeadless = valueAt(spec, ['clusterIP']) === 'None' || valueAt(spec, ['clusterIPs', 0]) === 'None';
  return isHeadless
    ? []
    : [
        ['spec', 'clusterIP'],
        ['spec', 'clusterIPs'],
      ];
}

/** Nulls and empty values, such as `status: {}` and `creationTimestamp: null` of generators, are harmless. */
function isSet(value: unknown): boolean {
  if (value === undefined || value === null || value === '') return false;
  return typeof value !== 'object' || Object.keys(value).length > 0;
}

function without(object: ManifestObject, path: Path): ManifestObject {
  return withoutMember(object, path) as ManifestObject;
}

function withoutMember(value: unknown, [key, ...rest]: Path): unknown {
  if (!isMapping(value) || key === undefined) return value;
  const { [key]: member, ...others } = value;
  return rest.length === 0 ? others : { ...value, [key]: withoutMember(member, rest) };
}

const maxPlaces = 5;

function placesText(at: readonly { readonly placed: PlacedObject; readonly path: Path }[]): string {
  const shown = at
    .slice(0, maxPlaces)
    .map(({ placed, path }) => `${basename(placed.file)}:${placed.findPlace(path).line}`);
  return [...shown, ...(at.length > maxPlaces ? [`and ${at.length - maxPlaces} more`] : [])].join(', ');
}
