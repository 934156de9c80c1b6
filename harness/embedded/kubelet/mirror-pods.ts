import { type ApiClient, ApiFailure, type Informer } from '../client/client.ts';
import { workQueue } from '../client/work-queue.ts';
import type { New, Node, Pod } from '../objects.ts';
import { createMirror, createStatus, getHash, isMirror, namespace, type StaticPod } from './mirror-pod.ts';

/** The static pods of a node as the API shows them. */
export interface MirrorPods extends AsyncDisposable {
  /** Changes the manifests. Resolves when the API shows them. @throws ApiFailure if that fails */
  replace(pods: readonly StaticPod[]): Promise<void>;
}

export interface MirrorPodsOptions {
  readonly api: ApiClient;
  readonly node: Node;
  readonly hostIp: string;
  /** Pods of this node. */
  readonly pods: Informer<'Pod'>;
}

const retryMs = { first: 100, most: 2_000 };

/**
 * Static pods have no processes here: they stand for components in the cluster process, and their status says
 * so. As with a kubelet, they are created again after somebody deletes them or their manifest changes.
 */
export function mirrorPods(initial: readonly StaticPod[], options: MirrorPodsOptions): MirrorPods {
  const { api, pods } = options;
  let wanted = createMirrors(initial, options);

  const reconcile = async (name: string) => {
    const mirror = wanted.get(name);
    let shown = await find(api, name);
    if (shown !== null && (mirror === undefined || getHash(shown) !== getHash(mirror))) {
      if (isMirror(shown)) await remove(api, shown);
      shown = null;
    }
    if (mirror === undefined) return;
    shown ??= await api.create('Pod', mirror);
    if (shown.status?.phase === 'Running') return;
    await api.updateStatus('Pod', { ...shown, status: createStatus(mirror, options.hostIp, Date.now()) });
  };
  // One at a time: a pod that is deleted for its re-creation is also seen as missing.
  let turn: Promise<unknown> = Promise.resolve();
  const inTurn = (name: string): Promise<void> => {
    const done = turn.then(() => reconcile(name));
    turn = done.catch(() => {});
    return done;
  };
  const queue = workQueue(inTurn, { backoffMs: retryMs });
  pods.onChange((pod, before) => {
    if (pod === null && before !== null && wanted.has(before.metadata.name)) queue.add(before.metadata.name);
  });
  for (const name of wanted.keys()) queue.add(name);

  return {
    async replace(next) {
      const before = wanted.keys();
      wanted = createMirrors(next, options);
      for (const name of new Set([...before, ...wanted.keys()])) await inTurn(name);
    },
    [Symbol.asyncDispose]: () => queue[Symbol.asyncDispose](),
  };
}

async function find(api: ApiClient, name: string): Promise<Pod | null> {
  try {
    return await api.get('Pod', { namespace, name });
  } catch (error) {
    if (error instanceof ApiFailure && error.code === 404) return null;
    throw error;
  }
}

async function remove(api: ApiClient, { metadata: { name, uid } }: Pod): Promise<void> {
  try {
    await api.delete('Pod', { namespace, name }, { gracePeriodSeconds: 0, uid });
  } catch (error) {
    if (!(error instanceof ApiFailure && error.code === 404)) throw error;
  }
}

function createMirrors(
  pods: readonly StaticPod[],
  { node }: MirrorPodsOptions,
): ReadonlyMap<string, New<'Pod'>> {
  const mirrors = pods.map((pod) => createMirror(pod, node));
  return new Map(mirrors.map((mirror) => [mirror.metadata.name ?? '', mirror]));
}
