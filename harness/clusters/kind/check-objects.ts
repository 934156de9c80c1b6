import type { CheckedObjects } from '../../scenario/manifests/checked-objects.ts';
import { imageWarnings } from '../../scenario/manifests/images.ts';
import type { ServiceObject } from '../../scenario/manifests/services.ts';
import type { PlacedObject } from '../../scenario/manifests.ts';
import type { UnderstoodScenario } from '../../scenario/schema/scenario.ts';
import type { Warning } from '../../scenario/warnings.ts';
import { affinityWarnings, settingWarning, topologyAnnotation } from '../service-setting.ts';

/** Warns about settings that the API server accepts and this replica cannot show. */
export function checkObjects(
  objects: readonly PlacedObject[],
  { workload, load }: Pick<UnderstoodScenario, 'workload' | 'load'>,
): CheckedObjects {
  const images = (workload?.images ?? []).filter((image) => image !== undefined);
  const services = objects.filter(({ object }) => object.kind === 'Service');
  return {
    objects,
    issues: [],
    warnings: [
      ...imageWarnings(objects, images),
      ...affinityWarnings(objects, load, cluster),
      ...services.flatMap(zoneWarnings),
    ],
  };
}

const cluster = 'a kind cluster';

function zoneWarnings(placed: PlacedObject): readonly Warning[] {
  const { spec } = placed.object as ServiceObject;
  const value = spec?.trafficDistribution;
  const why = 'its nodes are in no zone, so connections go to pods of every node alike';
  const distribution =
    value === 'PreferClose' || value === 'PreferSameZone'
      ? { path: ['spec', 'trafficDistribution'], value }
      : null;
  return [distribution, topologyAnnotation(placed)]
    .filter((setting) => setting !== null)
    .map((setting) => settingWarning(placed, { ...setting, cluster, why }));
}
