import { describe, expect, it } from 'vitest';
import { discover } from '../../../../harness/embedded/api/discovery.ts';
import { openApi } from '../../../../harness/embedded/api/openapi.ts';
import { formatApiVersion, kinds } from '../../../../harness/embedded/kinds.ts';

const aggregated =
  'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList,application/json';

/** The parts of the responses that are checked here. */
interface Answer {
  readonly groups: readonly { readonly name: string }[];
  readonly resources: readonly { readonly name: string; readonly kind: string }[];
  readonly items: readonly {
    readonly metadata: { readonly name: string };
    readonly versions: readonly { readonly resources: readonly Aggregated[] }[];
  }[];
}

interface Aggregated {
  readonly resource: string;
  readonly responseKind: { readonly kind: string };
  readonly subresources: readonly object[];
}

interface Document {
  readonly paths: Readonly<
    Record<string, { readonly serverRelativeURL: string } & { readonly patch: Operation }>
  >;
}

interface Operation {
  readonly 'x-kubernetes-group-version-kind': { readonly group: string; readonly kind: string };
  readonly parameters: readonly { readonly name: string; readonly in: string }[];
}

const read = (path: string, accept = 'application/json') => discover(path, accept)?.body as Answer;
const documentAt = (path: string) => openApi(path)?.body as Document;

const names = Object.entries(kinds).map(([kind, { group, plural }]) => `${group}/${plural} ${kind}`);

describe('discovery', () => {
  it('names every kind, group by group', () => {
    const groups = read('/apis').groups.map(({ name }) => name);
    expect(groups).toEqual(['apps', 'policy', 'discovery.k8s.io', 'coordination.k8s.io']);
    const found = ['', ...groups].flatMap((group) => {
      const list = read(group === '' ? '/api/v1' : `/apis/${group}/v1`);
      return list.resources
        .filter(({ name }) => !name.includes('/'))
        .map(({ name, kind }) => `${group}/${name} ${kind}`);
    });
    expect(found.toSorted()).toEqual(names.toSorted());
  });

  it('returns all at once on request', () => {
    const items = [...read('/api', aggregated).items, ...read('/apis', aggregated).items];
    const found = items.flatMap(({ metadata, versions }) =>
      versions.flatMap(({ resources }) =>
        resources.map((one) => `${metadata.name}/${one.resource} ${one.responseKind.kind}`),
      ),
    );
    expect(found.toSorted()).toEqual(names.toSorted());
    expect(discover('/apis', aggregated)?.contentType).toBe(
      'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList',
    );
  });

  it('shows kubectl drain that pods can be evicted', () => {
    expect(read('/api/v1').resources).toContainEqual({
      name: 'pods/eviction',
      singularName: '',
      namespaced: true,
      group: 'policy',
      version: 'v1',
      kind: 'Eviction',
      verbs: ['create'],
    });
    const [core] = read('/api', aggregated).items;
    const pods = core?.versions[0]?.resources.find(({ resource }) => resource === 'pods');
    expect(pods?.subresources).toContainEqual({
      subresource: 'eviction',
      responseKind: { group: 'policy', version: 'v1', kind: 'Eviction' },
      verbs: ['create'],
    });
  });

  it('rejects other paths', () => {
    for (const path of ['/', '/api/v2', '/apis/batch', '/apis/apps/v2', '/apis/apps/v1/deployments'])
      expect(discover(path, aggregated)).toBeNull();
  });
});

describe('the OpenAPI document', () => {
  it('has every kind, whose PATCH knows fieldValidation', () => {
    const { paths } = documentAt('/openapi/v3');
    const operations = Object.values(paths).flatMap(({ serverRelativeURL }) =>
      Object.values(documentAt(serverRelativeURL).paths).map(({ patch }) => patch),
    );
    const found = operations.map(({ 'x-kubernetes-group-version-kind': of, parameters }) => ({
      of: `${of.group} ${of.kind}`,
      validates: parameters.some((one) => one.name === 'fieldValidation' && one.in === 'query'),
    }));
    const wanted = Object.entries(kinds).map(([kind, { group }]) => ({
      of: `${group} ${kind}`,
      validates: true,
    }));
    expect(found).toHaveLength(wanted.length);
    expect(found).toEqual(expect.arrayContaining(wanted));
    expect(Object.keys(paths)).toContain(`apis/${formatApiVersion(kinds.Deployment)}`);
  });

  it('does not exist at other paths', () => {
    expect(openApi('/openapi/v3/apis/batch/v1')).toBeNull();
    expect(openApi('/openapi')).toBeNull();
  });
});
