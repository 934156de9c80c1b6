import { asFields, type Fields, type KopsObject } from '../kops-objects.ts';
import type { FidelityList } from './fidelity.ts';

/** A setting that belongs to production alone, by its path, and why a clone must not have it. */
interface OwnSetting {
  readonly path: readonly string[];
  readonly why: string;
}

const otherRules = "kops would write the clone's rules into production's security group";

/** Of the cluster. */
const clusterSettings: readonly OwnSetting[] = [
  { path: ['keyStore'], why: "the clone's keys are its own" },
  { path: ['secretStore'], why: "the clone's secrets are its own" },
  { path: ['configStore'], why: "the clone's configuration has its own place in the state store" },
  {
    path: ['serviceAccountIssuerDiscovery'],
    why: "the documents of production's issuer would be overwritten: pods' cloud roles do not work in the clone",
  },
  { path: ['iam', 'useServiceAccountExternalPermissions'], why: 'needs an issuer of its own' },
  { path: ['iam', 'serviceAccountExternalPermissions'], why: 'needs an issuer of its own' },
  { path: ['kubeAPIServer', 'serviceAccountIssuer'], why: "the clone's issuer is its own" },
  { path: ['kubeAPIServer', 'additionalServiceAccountIssuers'], why: "the clone's issuer is its own" },
  { path: ['kubeAPIServer', 'serviceAccountJWKSURI'], why: "the clone's issuer is its own" },
  { path: ['api', 'loadBalancer', 'sslCertificate'], why: 'the certificate is of another DNS name' },
  { path: ['api', 'loadBalancer', 'accessLog'], why: 'the log belongs to production' },
  { path: ['api', 'loadBalancer', 'securityGroupOverride'], why: otherRules },
];

/** Of an instance group. */
const groupSettings: readonly OwnSetting[] = [
  {
    path: ['externalLoadBalancers'],
    why: "the clone's instances would receive production's traffic: they are not registered",
  },
  {
    path: ['iam'],
    why: "production's role reads production's part of the state store; kops makes one for the clone",
  },
  { path: ['capacityReservationSpecification'], why: 'reserved capacity stays for production' },
  { path: ['rollingUpdate'], why: '`upgrade.nodes.strategy` sets it' },
  { path: ['warmPool'], why: 'a group of fixed size needs no spare instances' },
  { path: ['securityGroupOverride'], why: otherRules },
];

const otherNetwork = "it belongs to production's network";

/** Of the cluster, where the clone has a network of its own. */
const clusterNetworkSettings: readonly OwnSetting[] = [
  { path: ['api', 'loadBalancer', 'additionalSecurityGroups'], why: otherNetwork },
  { path: ['api', 'loadBalancer', 'subnets'], why: otherNetwork },
];

/** Of an instance group, where the clone has a network of its own. */
const groupNetworkSettings: readonly OwnSetting[] = [
  { path: ['additionalSecurityGroups'], why: otherNetwork },
];

export function dropClusterSettings(spec: Fields, network: 'own' | 'shared', fidelity: FidelityList): Fields {
  const settings = network === 'own' ? [...clusterSettings, ...clusterNetworkSettings] : clusterSettings;
  return dropAll(spec, settings, '', fidelity);
}

export function dropGroupSettings(
  group: KopsObject,
  network: 'own' | 'shared',
  fidelity: FidelityList,
): KopsObject {
  const settings = network === 'own' ? [...groupSettings, ...groupNetworkSettings] : groupSettings;
  const place = `instance group ${group.metadata.name}: `;
  return { ...group, spec: dropAll(group.spec, settings, place, fidelity) };
}

function dropAll(
  spec: Fields,
  settings: readonly OwnSetting[],
  place: string,
  fidelity: FidelityList,
): Fields {
  return settings.reduce((rest, { path, why }) => {
    const value = getPath(rest, path);
    if (value === undefined) return rest;
    fidelity.add(`${place}${path.join('.')}`, value, 'left out', why);
    return withoutPath(rest, path);
  }, spec);
}

export function getPath(fields: Fields, path: readonly string[]): unknown {
  return path.reduce<unknown>((value, key) => asFields(value)[key], fields);
}

export function withoutPath(fields: Fields, [key = '', ...rest]: readonly string[]): Fields {
  if (!(key in fields)) return fields;
  const { [key]: value, ...others } = fields;
  return rest.length === 0 ? others : { ...fields, [key]: withoutPath(asFields(value), rest) };
}

/** The same fields with a value at a path, in the mappings that lead there. */
export function withPath(fields: Fields, [key = '', ...rest]: readonly string[], value: unknown): Fields {
  return { ...fields, [key]: rest.length === 0 ? value : withPath(asFields(fields[key]), rest, value) };
}
