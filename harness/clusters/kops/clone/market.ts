import { asFields, type Fields, type KopsObject } from '../kops-objects.ts';
import { findRole } from '../specification.ts';
import type { FidelityList } from './fidelity.ts';
import { withoutPath } from './settings.ts';

/** Settings of a group that make its instances spot instances. */
const spotSettings = ['maxPrice', 'spotDurationInMinutes', 'instanceInterruptionBehavior'];

/**
 * Workers of spot or of on-demand instances, as the scenario asks. Control planes stay as they are in production.
 * A spot instance that the cloud takes back during the measurement would be charged to the upgrade.
 */
export function chooseMarket(group: KopsObject, spot: boolean, fidelity: FidelityList): KopsObject {
  if (findRole(group) !== 'node' || isSpot(group.spec) === spot) return group;
  const [production, clone] = spot ? ['on demand', 'spot'] : ['spot', 'on demand'];
  fidelity.add(`instance group ${group.metadata.name}: market`, production, clone, '`cluster.clone.spot`');
  return { ...group, spec: spot ? makeSpot(group.spec) : makeOnDemand(group.spec) };
}

function isSpot(spec: Fields): boolean {
  const { onDemandAboveBase } = asFields(spec.mixedInstancesPolicy);
  return spec.maxPrice !== undefined || (typeof onDemandAboveBase === 'number' && onDemandAboveBase < 100);
}

const makeSpot = (spec: Fields): Fields => ({
  ...spec,
  mixedInstancesPolicy: {
    ...{ instances: [spec.machineType], ...asFields(spec.mixedInstancesPolicy) },
    ...{ onDemandBase: 0, onDemandAboveBase: 0, spotAllocationStrategy: 'capacity-optimized' },
  },
});

function makeOnDemand(spec: Fields): Fields {
  const own = spotSettings.reduce((rest, setting) => withoutPath(rest, [setting]), spec);
  if (own.mixedInstancesPolicy === undefined) return own;
  const { spotAllocationStrategy, ...policy } = asFields(own.mixedInstancesPolicy);
  return { ...own, mixedInstancesPolicy: { ...policy, onDemandAboveBase: 100 } };
}
