import type { V1EndpointSlice, V1Pod } from '@kubernetes/client-node';
import { clockFrom } from '../../../harness/journal/clock.ts';
import type { Kube } from '../../../harness/kube/connect.ts';
import { listWatch } from '../../../harness/kube/list-watch.ts';

/** EndpointSlices of a namespace, as the harness's own watch sees them. */
export interface Watched extends AsyncDisposable {
  /** Resolves when the first list has been read. */
  readonly first: Promise<void>;
  /** The states of a pod's endpoint, as `ready serving`; `absent` before and after. */
  history(pod: V1Pod): readonly string[];
  /** Adds another slice under a new name. */
  add(kube: Kube): Promise<void>;
  /** Names of slices that were added since the first list. */
  added(): readonly string[];
  /** How often it was blind. */
  blind(): number;
}

export function watched(kube: Kube, namespace: string): Watched {
  const ended = new AbortController();
  const listed = Promise.withResolvers<void>();
  const slices: { readonly change: string; readonly slice: V1EndpointSlice }[] = [];
  let blind = 0;
  let lists = 0;
  let names = 0;
  const watch = listWatch<V1EndpointSlice>({
    kube,
    path: `/apis/discovery.k8s.io/v1/namespaces/${namespace}/endpointslices`,
    list: (options) => kube.discovery.listNamespacedEndpointSlice({ namespace }, options),
    onChange: (change, slice) => void slices.push({ change: lists === 0 ? 'listed' : change, slice }),
    onList: () => {
      lists += 1;
      listed.resolve();
    },
    onBlind: (edge) => {
      if (edge === 'begin') blind += 1;
    },
    clock: clockFrom(),
    signal: ended.signal,
  });
  return {
    first: listed.promise,
    history(pod) {
      const states = slices
        .filter(({ change }) => change !== 'deleted')
        .map(({ slice }) => stateIn(slice, pod.status?.podIP ?? ''));
      return states.filter((state, index) => state !== states[index - 1]);
    },
    async add(api) {
      names += 1;
      const metadata = { name: `own-${names}`, namespace };
      const body = { metadata, addressType: 'IPv4', endpoints: [], ports: [] };
      await api.discovery.createNamespacedEndpointSlice({ namespace, body });
    },
    added: () =>
      slices.filter(({ change }) => change === 'added').map(({ slice }) => slice.metadata?.name ?? ''),
    blind: () => blind,
    async [Symbol.asyncDispose]() {
      ended.abort(new Error('seen enough'));
      await watch.done;
    },
  };
}

function stateIn(slice: V1EndpointSlice, ip: string): string {
  const endpoint = slice.endpoints?.find((one) => one.addresses.includes(ip));
  if (endpoint === undefined) return 'absent';
  const { ready, serving, terminating } = endpoint.conditions ?? {};
  return [ready && 'ready', serving && 'serving', terminating && 'terminating'].filter(Boolean).join(' ');
}
