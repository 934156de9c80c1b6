import type { ManifestObject } from '../../../harness/scenario/manifests.ts';
import { answer, fakeApi } from '../kube/fake-api.ts';

export interface DefinitionServer extends AsyncDisposable {
  readonly kubeconfig: string;
  readonly requests: readonly string[];
  /** Everything that was created permanently, in order, without the labels of the run. */
  readonly created: readonly object[];
  /** The kind Basket, and one of it. */
  readonly definition: ManifestObject;
  readonly resource: ManifestObject;
}

export interface Behaviour {
  /** How often reading its condition fails first. */
  readonly establishedAfter?: number;
  /** Why its names are not accepted. */
  readonly conflict?: string;
  /** How many creations of a Basket are refused with 403 first. */
  readonly forbidden?: number;
}

/** An API server that knows CustomResourceDefinitions; Baskets are served once theirs is Established, or from the start. */
export async function definitionServer(behaviour: Behaviour): Promise<DefinitionServer> {
  const api = await fakeApi();
  const created: object[] = [];
  let asked = 0;
  let refusals = behaviour.forbidden ?? 0;
  let served = behaviour.establishedAfter === undefined;
  const conditions = (): readonly object[] | null => {
    if (behaviour.conflict !== undefined)
      return [{ type: 'NamesAccepted', status: 'False', message: behaviour.conflict }];
    asked += 1;
    served ||= asked > (behaviour.establishedAfter ?? 0);
    // As the real server's before the names were checked.
    return asked === 1 && !served ? null : [{ type: 'Established', status: served ? 'True' : 'False' }];
  };
  api.rules.push((request, response, body) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', api.url);
    if (request.method === 'GET') {
      if (pathname === '/apis/apiextensions.k8s.io/v1')
        answer(response, 200, resources('customresourcedefinitions', 'CustomResourceDefinition', false));
      else if (pathname === '/apis/shop.example/v1')
        answer(response, served ? 200 : 404, resources('baskets', 'Basket', true));
      else if (pathname.includes('customresourcedefinitions/'))
        answer(response, 200, { status: { conditions: conditions() } });
      else return false;
      return true;
    }
    if (searchParams.get('fieldValidation') !== 'Strict') answer(response, 500, { message: 'not strict' });
    else if (searchParams.has('dryRun')) answer(response, 201, {});
    else if (pathname.endsWith('/baskets') && refusals-- > 0)
      answer(response, 403, { message: 'serviceaccount "default" not found' });
    else {
      const { metadata, ...object } = JSON.parse(body);
      created.push({ ...object, metadata: { name: metadata.name } });
      answer(response, 201, {});
    }
    return true;
  });
  return {
    kubeconfig: api.kubeconfig,
    requests: api.requests,
    created,
    definition: {
      ...{ apiVersion: 'apiextensions.k8s.io/v1', kind: 'CustomResourceDefinition' },
      metadata: { name: 'baskets.shop.example' },
      spec: {
        group: 'shop.example',
        names: { kind: 'Basket', plural: 'baskets' },
        versions: [{ name: 'v1', served: true }],
      },
    },
    resource: {
      ...{ apiVersion: 'shop.example/v1', kind: 'Basket', metadata: { name: 'mine' } },
      spec: { anything: ['goes', 1, null] },
    },
    [Symbol.asyncDispose]: () => api[Symbol.asyncDispose](),
  };
}

const resources = (name: string, kind: string, namespaced: boolean) => ({
  resources: [
    { name, kind, namespaced },
    { name: `${name}/status`, kind, namespaced },
  ],
});
