import { keyText, parseKey } from '../client/client.ts';
import { kinds } from '../kinds.ts';
import type { Kind, Namespace } from '../objects.ts';
import { type ControllerOptions, type ControllerParts, runController } from './controller.ts';
import { unlessGone } from './failures.ts';

const finalizer = 'kubernetes';
const namespaced = (Object.keys(kinds) as Kind[]).filter((kind) => kinds[kind].namespaced);
/**
 * Pods use their grace period. The informers usually show when the last object is gone; this delay covers the
 * other cases.
 */
const lookAgainMs = 1_000;

/** Empties a namespace that is being deleted, then removes its finalizer. */
export function runNamespaceController(options: ControllerOptions): AsyncDisposable {
  return runController(options, {
    name: 'namespace-controller',
    setUp(parts) {
      const { api, observe, enqueue, enqueueAfter } = parts;
      const namespaces = observe('Namespace');
      const isTerminating = (name: string) =>
        namespaces.get({ name })?.metadata.deletionTimestamp !== undefined;
      namespaces.onChange((namespace) => {
        if (namespace?.metadata.deletionTimestamp !== undefined) enqueue(keyText(namespace.metadata));
      });
      for (const kind of namespaced)
        observe(kind).onChange((object, before) => {
          const name = before?.metadata.namespace ?? '';
          if (object === null && isTerminating(name)) enqueue(name);
        });

      return async (key) => {
        const namespace = namespaces.get(parseKey(key));
        if (namespace?.metadata.deletionTimestamp === undefined) return;
        if (!(namespace.spec?.finalizers ?? []).includes(finalizer)) return;
        if (!(await isEmptied(parts, namespace))) return enqueueAfter(key, lookAgainMs);
        const finalizers = (namespace.spec?.finalizers ?? []).filter((name) => name !== finalizer);
        const emptied = { ...namespace, spec: { ...namespace.spec, finalizers } };
        await api.finalize(emptied).catch(unlessGone);
      };
    },
  });
}

/** Asks the API, not the local copy, so that objects created last are not left behind. */
async function isEmptied({ api }: ControllerParts, { metadata }: Namespace): Promise<boolean> {
  let left = 0;
  for (const kind of namespaced) {
    const { items } = await api.list(kind, { namespace: metadata.name });
    for (const item of items) {
      if (item.metadata.deletionTimestamp === undefined)
        await api.delete(kind, item.metadata, { propagationPolicy: 'Background' }).catch(unlessGone);
    }
    if (items.length > 0) left += (await api.list(kind, { namespace: metadata.name })).items.length;
  }
  return left === 0;
}
