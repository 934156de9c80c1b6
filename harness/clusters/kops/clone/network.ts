import { asList, type Fields, type KopsObject } from '../kops-objects.ts';
import type { FidelityList } from './fidelity.ts';
import { refuse } from './groups.ts';
import { withoutPath } from './settings.ts';

/** Where the clone's instances are. */
export interface Network {
  /** The cluster's settings of its network. */
  readonly spec: Fields;
  /** The subnets that a group of production's is in, in the clone. */
  chooseSubnets(group: KopsObject): readonly string[];
}

export interface NetworkOptions {
  /** Null: production's. */
  readonly zones: readonly string[] | null;
  readonly network: 'own' | 'shared';
}

/** What only production's network has, by the setting of the cluster. */
const ownOfVpc = ['networkID', 'additionalNetworkCIDRs', 'sharedVPC'];
/** And by the setting of a subnet. */
const ownOfSubnet = ['id', 'egress', 'publicIP', 'additionalRoutes'];

/**
 * The clone's network: a new one with production's address ranges, or production's own.
 * @throws RehearsalError `clone-refused` where production has no subnet in a zone, or its network cannot be shared
 */
export function chooseNetwork(spec: Fields, options: NetworkOptions, fidelity: FidelityList): Network {
  const all = asList(spec.subnets);
  const zones = options.zones ?? [...new Set(all.map(({ zone }) => String(zone)))];
  const missing = zones.find((zone) => !all.some((subnet) => subnet.zone === zone));
  if (missing !== undefined)
    throw refuse(`production has no subnet in zone ${missing} of \`cluster.clone.zones\``);
  const kept = all.filter((subnet) => zones.includes(String(subnet.zone)));
  if (kept.length < all.length) {
    const names = [...new Set(all.map(({ zone }) => String(zone)))];
    fidelity.add('zones', names.join(', '), zones.join(', '), '`cluster.clone.zones`');
  }
  const network =
    options.network === 'shared' ? shareNetwork(spec, kept, fidelity) : ownNetwork(spec, kept, fidelity);
  return { spec: network, chooseSubnets: (group) => placeGroup(group, all, kept, fidelity) };
}

/** kops marks what has an id as shared, and neither changes nor deletes it; only its tags on subnets would outlive the clone. */
function shareNetwork(spec: Fields, kept: readonly Fields[], fidelity: FidelityList): Fields {
  const missing = [
    ...(isId(spec.networkID) ? [] : ['`networkID`']),
    ...kept.filter(({ id }) => !isId(id)).map(({ name }) => `\`id\` of subnet ${String(name)}`),
  ];
  if (missing.length > 0)
    throw refuse(
      `\`cluster.clone.network: shared\` needs a network that was there before production's cluster, and its specification has no ${missing.join(', no ')}: kops made them for production alone, and would make or delete them with the clone. Use \`network: own\``,
    );
  fidelity.add('DisableSubnetTags', spec.DisableSubnetTags, true, "production's subnets are not tagged");
  return { ...spec, DisableSubnetTags: true, subnets: kept };
}

const isId = (value: unknown): boolean => typeof value === 'string' && value !== '';

function ownNetwork(spec: Fields, kept: readonly Fields[], fidelity: FidelityList): Fields {
  const why = "the clone's network is its own";
  for (const setting of ownOfVpc)
    if (spec[setting] !== undefined) fidelity.add(setting, spec[setting], 'a network of its own', why);
  const subnets = kept.map((subnet) => {
    for (const setting of ownOfSubnet)
      if (subnet[setting] !== undefined)
        fidelity.add(`subnet ${String(subnet.name)}: ${setting}`, subnet[setting], 'made by kops', why);
    return ownOfSubnet.reduce((rest, setting) => withoutPath(rest, [setting]), subnet);
  });
  return { ...ownOfVpc.reduce((rest, setting) => withoutPath(rest, [setting]), spec), subnets };
}

/** Its own subnets as far as they are kept, otherwise one of the same kind in a zone of the clone. */
function placeGroup(
  group: KopsObject,
  all: readonly Fields[],
  kept: readonly Fields[],
  fidelity: FidelityList,
): readonly string[] {
  const wanted = Array.isArray(group.spec.subnets) ? group.spec.subnets.map(String) : [];
  const own = kept.filter(({ name }) => wanted.includes(String(name)));
  if (own.length > 0) return own.map(({ name }) => String(name));
  const type = all.find(({ name }) => wanted.includes(String(name)))?.type;
  const other = kept.find((subnet) => subnet.type === type);
  if (other === undefined)
    throw refuse(`no subnet of type ${String(type)} is left for instance group ${group.metadata.name}`);
  const name = String(other.name);
  const place = `instance group ${group.metadata.name}: subnets`;
  fidelity.add(place, wanted.join(', '), name, 'its zone is not among `cluster.clone.zones`');
  return [name];
}
