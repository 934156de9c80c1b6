import type { Path } from '../walk.ts';
import { isMapping, type ManifestObject, mappingAt, type PlacedObject } from './placed-object.ts';

interface Container {
  readonly name?: unknown;
  readonly image?: unknown;
  readonly imagePullPolicy?: unknown;
}

/** A container in a manifest, not checked yet. */
export interface PlacedContainer {
  readonly container: Container;
  /** Path from the object. */
  readonly path: Path;
}

/** An object that is a pod or creates pods, as pods name their owner. */
export interface PodMaker {
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
}

/** Path of the pod spec that an object contains; null if it has none. */
function podSpecPath({ kind }: ManifestObject): Path | null {
  switch (kind) {
    case 'Pod':
      return ['spec'];
    case 'CronJob':
      return ['spec', 'jobTemplate', 'spec', 'template', 'spec'];
    case 'Deployment':
    case 'ReplicaSet':
    case 'ReplicationController':
    case 'StatefulSet':
    case 'DaemonSet':
    case 'Job':
      return ['spec', 'template', 'spec'];
    default:
      return null;
  }
}

/** Every container, including init containers, of the pods of an object. */
export function listContainers({ object }: PlacedObject): readonly PlacedContainer[] {
  const path = podSpecPath(object);
  if (path === null) return [];
  const spec = path.reduce<Readonly<Record<string, unknown>>>((at, key) => mappingAt(at, key), object);
  return ['initContainers', 'containers'].flatMap((field) => {
    const containers = spec[field];
    if (!Array.isArray(containers)) return [];
    return containers.map((container, index) => ({
      container: (isMapping(container) ? container : {}) as Container,
      path: [...path, field, index],
    }));
  });
}

/** The labels of an object's pods, as far as the manifest has them; null if it has no pods. */
export function getPodLabels(object: ManifestObject): Readonly<Record<string, unknown>> | null {
  const path = podSpecPath(object);
  if (path === null) return null;
  const template = path
    .slice(0, -1)
    .reduce<Readonly<Record<string, unknown>>>((at, key) => mappingAt(at, key), object);
  return mappingAt(mappingAt(template, 'metadata'), 'labels');
}
