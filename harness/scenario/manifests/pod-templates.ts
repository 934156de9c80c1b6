import type { Path } from '../walk.ts';
import { isMapping, type ManifestObject, mappingAt, type PlacedObject } from './placed-object.ts';

interface Container {
  readonly name?: unknown;
  readonly image?: unknown;
  readonly imagePullPolicy?: unknown;
}

/** A container as a manifest has it. Nobody has checked it yet. */
export interface PlacedContainer {
  readonly container: Container;
  /** From the object. */
  readonly path: Path;
}

/** An object that is a pod or makes pods, as pods name their owner. */
export interface PodMaker {
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
}

/** Where the spec of the pods is that an object is or makes; null where it makes none. */
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

/** Every container, those that run first among them, of the pods that an object is or makes. */
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

/** The labels of the pods that an object is or makes, as far as a manifest has them; null where it makes none. */
export function getPodLabels(object: ManifestObject): Readonly<Record<string, unknown>> | null {
  const path = podSpecPath(object);
  if (path === null) return null;
  const template = path
    .slice(0, -1)
    .reduce<Readonly<Record<string, unknown>>>((at, key) => mappingAt(at, key), object);
  return mappingAt(mappingAt(template, 'metadata'), 'labels');
}
