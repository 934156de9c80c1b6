import { formatApiVersion, type KindNames, kinds } from '../kinds.ts';
import type { Kind } from '../objects.ts';

/** The response to a discovery path. */
export interface DiscoveryAnswer {
  readonly contentType: string;
  /** Serialized as JSON unless it is a string. */
  readonly body: object | string;
}

interface NamedKind {
  readonly kind: Kind;
  readonly names: KindNames;
}

/** A subresource: a part of an object that is read or written separately. */
interface Subresource {
  readonly name: string;
  readonly responseKind: { readonly group: string; readonly version: string; readonly kind: string };
  readonly verbs: readonly string[];
}

const all: readonly NamedKind[] = (Object.keys(kinds) as Kind[]).map((kind) => ({
  kind,
  names: kinds[kind],
}));
const groups: readonly string[] = [...new Set(all.map(({ names }) => names.group))];
const namedGroups = groups.filter((group) => group !== '');

/** Every kind exists in its stable version only. */
const version = 'v1';
const readAndChange = ['get', 'patch', 'update'];
const verbs = ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch'];

/** Kinds that `kubectl get all` shows. */
const shownByAll: ReadonlySet<Kind> = new Set(['Pod', 'Service', 'Deployment', 'ReplicaSet', 'DaemonSet']);

const json = 'application/json';
const aggregated = `${json};g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList`;

/**
 * The server's API resources: aggregated if the Accept header asks for it (kubectl since 1.26), otherwise one
 * document per group.
 * @returns null for a path that is not a discovery path
 */
export function discover(path: string, accept: string | undefined): DiscoveryAnswer | null {
  if (path === '/api') return wantsAll(accept) ? inOne(['']) : plain(coreVersions);
  if (path === '/apis') return wantsAll(accept) ? inOne(namedGroups) : plain(groupList);
  const [, root, group = '', groupVersion] = path.split('/');
  if (path === `/api/${version}`) return plain(resourceList(''));
  if (root !== 'apis' || !namedGroups.includes(group)) return null;
  if (path === `/apis/${group}`)
    return plain({ kind: 'APIGroup', apiVersion: 'v1', ...describeGroup(group) });
  return path === `/apis/${group}/${groupVersion}` && groupVersion === version
    ? plain(resourceList(group))
    : null;
}

const plain = (body: object): DiscoveryAnswer => ({ contentType: json, body });

const wantsAll = (accept = '') =>
  accept.split(',').some((mediaType) => mediaType.replaceAll(' ', '').startsWith(aggregated));

const coreVersions = {
  kind: 'APIVersions',
  versions: [version],
  // No address: a client keeps the one that it uses.
  serverAddressByClientCIDRs: [],
};

const groupList = { kind: 'APIGroupList', apiVersion: 'v1', groups: namedGroups.map(describeGroup) };

function describeGroup(group: string) {
  const preferredVersion = { groupVersion: `${group}/${version}`, version };
  return { name: group, versions: [preferredVersion], preferredVersion };
}

const listKinds = (group: string) => all.filter(({ names }) => names.group === group);

function resourceList(group: string): object {
  return {
    kind: 'APIResourceList',
    apiVersion: 'v1',
    groupVersion: group === '' ? version : `${group}/${version}`,
    resources: listKinds(group).flatMap((kind) => [
      describeResource(kind),
      ...listSubresources(kind).map(describePart(kind)),
    ]),
  };
}

function describeResource({ kind, names }: NamedKind): object {
  return {
    name: names.plural,
    singularName: names.singular,
    namespaced: names.namespaced,
    kind,
    verbs: listVerbs(kind),
    ...(names.shortNames.length > 0 && { shortNames: names.shortNames }),
    ...(shownByAll.has(kind) && { categories: ['all'] }),
  };
}

const describePart =
  ({ names }: NamedKind) =>
  ({ name, responseKind, verbs }: Subresource): object => ({
    name: `${names.plural}/${name}`,
    singularName: '',
    namespaced: names.namespaced,
    ...(formatApiVersion(names) === formatGroupVersion(responseKind)
      ? {}
      : { group: responseKind.group, version: responseKind.version }),
    kind: responseKind.kind,
    verbs,
  });

const formatGroupVersion = ({ group, version }: Subresource['responseKind']) =>
  group === '' ? version : `${group}/${version}`;

/** A real server does not allow deleting all namespaces at once. */
const listVerbs = (kind: Kind) =>
  kind === 'Namespace' ? verbs.filter((verb) => verb !== 'deletecollection') : verbs;

function listSubresources({ kind, names }: NamedKind): readonly Subresource[] {
  const own = { group: names.group, version, kind };
  const known: Readonly<Record<KindNames['subresources'][number], Omit<Subresource, 'name'>>> = {
    status: { responseKind: own, verbs: readAndChange },
    scale: { responseKind: { group: 'autoscaling', version, kind: 'Scale' }, verbs: readAndChange },
    eviction: { responseKind: { group: 'policy', version, kind: 'Eviction' }, verbs: ['create'] },
    binding: { responseKind: { group: '', version, kind: 'Binding' }, verbs: ['create'] },
    log: { responseKind: own, verbs: ['get'] },
  };
  const declared = names.subresources.map((name): Subresource => ({ name, ...known[name] }));
  const finalize = { name: 'finalize', responseKind: own, verbs: ['update'] };
  return kind === 'Namespace' ? [...declared, finalize] : declared;
}

function inOne(of: readonly string[]): DiscoveryAnswer {
  const items = of.map((group) => ({
    metadata: { name: group, creationTimestamp: null },
    versions: [{ version, resources: listKinds(group).map(aggregatedResource), freshness: 'Current' }],
  }));
  const body = {
    kind: 'APIGroupDiscoveryList',
    apiVersion: 'apidiscovery.k8s.io/v2',
    metadata: {},
    items,
  };
  return { contentType: aggregated, body };
}

function aggregatedResource(one: NamedKind): object {
  const { kind, names } = one;
  const subresources = listSubresources(one).map(({ name, ...rest }) => ({ subresource: name, ...rest }));
  return {
    resource: names.plural,
    responseKind: { group: names.group, version, kind },
    scope: names.namespaced ? 'Namespaced' : 'Cluster',
    singularResource: names.singular,
    verbs: listVerbs(kind),
    ...(names.shortNames.length > 0 && { shortNames: names.shortNames }),
    ...(shownByAll.has(kind) && { categories: ['all'] }),
    ...(subresources.length > 0 && { subresources }),
  };
}
