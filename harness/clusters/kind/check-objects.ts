import type { CheckedObjects } from '../../scenario/checked-objects.ts';
import { imageWarnings } from '../../scenario/images.ts';
import { namespaceOf, type PlacedObject } from '../../scenario/manifests.ts';
import type { UnderstoodScenario } from '../../scenario/schema.ts';
import type { ServiceObject } from '../../scenario/services.ts';
import type { Warning } from '../../scenario/warnings.ts';

/** The API server itself says what it refuses; what it takes and this replica can't show is said here. */
export function checkObjects(
  objects: readonly PlacedObject[],
  { workload, load }: Pick<UnderstoodScenario, 'workload' | 'load'>,
): CheckedObjects {
  const targets = (load?.targets ?? []).flatMap((target) => target?.service ?? []);
  const isLoaded = ({ object }: PlacedObject) =>
    targets.some(({ name, namespace }) => name === object.metadata.name && namespace === namespaceOf(object));
  const images = (workload?.images ?? []).filter((image) => image !== undefined);
  const services = objects.filter(({ object }) => object.kind === 'Service');
  return {
    objects,
    issues: [],
    warnings: [
      ...imageWarnings(objects, images),
      ...services.filter(isLoaded).flatMap(oneClient),
      ...services.flatMap(noZones),
    ],
  };
}

function oneClient(placed: PlacedObject): readonly Warning[] {
  const { spec } = placed.object as ServiceObject;
  const why =
    'all load comes from the address of the front door, so each node sends all of it to one pod; in production there are many clients';
  return spec?.sessionAffinity === 'ClientIP' ? [warn(placed, 'sessionAffinity', 'ClientIP', why)] : [];
}

function noZones(placed: PlacedObject): readonly Warning[] {
  const { spec } = placed.object as ServiceObject;
  const value = spec?.trafficDistribution;
  if (value !== 'PreferClose' && value !== 'PreferSameZone') return [];
  const why = 'its nodes are in no zone, so connections go to pods of every node alike';
  return [warn(placed, 'trafficDistribution', value, why)];
}

function warn(placed: PlacedObject, field: string, value: string, why: string): Warning {
  const name = placed.object.metadata.name;
  return {
    ...{ file: placed.file, path: '', ...placed.placeOf(['spec', field], 'key') },
    code: 'service-setting-not-honoured',
    message: `Service ${name}: a kind cluster does not honour ${field}: ${value} as production does: ${why}`,
  };
}
