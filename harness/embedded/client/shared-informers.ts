import type { Kind } from '../objects.ts';
import type { ApiClient, Informer } from './client.ts';
import { type InformerOptions, informer } from './informer.ts';

/** One informer per kind for all users: several controllers of one process watch each kind once. */
export interface SharedInformers extends AsyncDisposable {
  /**
   * An informer for all objects of that kind. Handlers stay registered until these informers end; users do
   * not dispose of it.
   */
  of<K extends Kind>(kind: K): Omit<Informer<K>, typeof Symbol.asyncDispose>;
}

export function sharedInformers(api: ApiClient, options: InformerOptions = {}): SharedInformers {
  const open = new Map<Kind, Informer<Kind>>();
  return {
    of<K extends Kind>(kind: K) {
      const known = open.get(kind) as Informer<K> | undefined;
      if (known !== undefined) return known;
      const opened = informer(api, kind, {}, options);
      open.set(kind, opened as unknown as Informer<Kind>);
      return opened;
    },
    async [Symbol.asyncDispose]() {
      await Promise.all([...open.values()].map((informer) => informer[Symbol.asyncDispose]()));
      open.clear();
    },
  };
}
