import { mappingAt } from '../scenario/manifests/placed-object.ts';
import { type ServiceObject, topologyAnnotations } from '../scenario/manifests/services.ts';
import { getNamespace, type PlacedObject } from '../scenario/manifests.ts';
import type { UnderstoodScenario } from '../scenario/schema/scenario.ts';
import type { Path } from '../scenario/walk.ts';
import type { Warning } from '../scenario/warnings.ts';

interface NotHonoured {
  /** Value from the Service. */
  readonly path: Path;
  readonly value: string;
  /** Such as `a kind cluster`. */
  readonly cluster: string;
  readonly why: string;
}

/** A setting of a Service that a kind of cluster accepts and handles differently than production. */
export function settingWarning(placed: PlacedObject, { path, value, cluster, why }: NotHonoured): Warning {
  const { name } = placed.object.metadata;
  const setting = `${path.at(-1)}: ${value}`;
  return {
    ...{ file: placed.file, path: '', ...placed.findPlace(path, 'key') },
    code: 'service-setting-not-honoured',
    message: `Service ${name}: ${cluster} does not honour ${setting} as production does: ${why}`,
  };
}

/** The annotation with which a Service requests endpoints of the client's zone; null if it does not. */
export function topologyAnnotation({ object }: PlacedObject): Pick<NotHonoured, 'path' | 'value'> | null {
  const annotations = mappingAt(object.metadata, 'annotations');
  const name = topologyAnnotations.find((annotation) => annotations[annotation] !== undefined);
  const value = name === undefined ? undefined : annotations[name];
  if (name === undefined || (value !== 'Auto' && value !== 'auto')) return null;
  return { path: ['metadata', 'annotations', name], value };
}

/**
 * Warnings of Services under load that send all requests of a client to one pod.
 * @param cluster as `a kind cluster`
 */
export function affinityWarnings(
  objects: readonly PlacedObject[],
  load: UnderstoodScenario['load'],
  cluster: string,
): readonly Warning[] {
  const targets = (load?.targets ?? []).flatMap((target) => target?.service ?? []);
  const isLoaded = ({ object }: PlacedObject) =>
    targets.some(
      ({ name, namespace }) => name === object.metadata.name && namespace === getNamespace(object),
    );
  const why =
    'all load comes from the address of the front door, so each node sends all of it to one pod; in production there are many clients';
  const setting = { path: ['spec', 'sessionAffinity'], value: 'ClientIP', cluster, why };
  return objects
    .filter(({ object }) => object.kind === 'Service')
    .filter(isLoaded)
    .filter(({ object }) => (object as ServiceObject).spec?.sessionAffinity === 'ClientIP')
    .map((placed) => settingWarning(placed, setting));
}
