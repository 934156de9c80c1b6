import type { Kind } from '../../objects.ts';
import { expired } from '../failures.ts';
import type { Store, StoreChange } from './store.ts';

/** How many changes of a kind a watcher can resume from. */
const mostChanges = 500;

/** Changes that one API server remembers since its own start. */
export interface WatchCache extends Disposable {
  /**
   * Passes on every change of a kind after that version: the remembered ones at once, later ones as they occur.
   * @returns a function that ends it
   * @throws StatusError 410 if a change after that version may have been forgotten
   */
  follow(kind: Kind, version: number, onChange: (change: StoreChange) => void): () => void;
}

interface History {
  readonly changes: StoreChange[];
  /** `changes` holds every change after this version. */
  since: number;
  readonly watchers: Set<(change: StoreChange) => void>;
}

/**
 * Starts empty at the store's version: a client that knows only an older version has to list again, as after
 * a restart of a real API server.
 */
export function openWatchCache(store: Store): WatchCache {
  const start = store.version();
  const histories = new Map<Kind, History>();
  const getHistory = (kind: Kind) => {
    const known = histories.get(kind) ?? { changes: [], since: start, watchers: new Set() };
    histories.set(kind, known);
    return known;
  };
  const stop = store.onChange((change) => {
    const history = getHistory(change.kind);
    history.changes.push(change);
    if (history.changes.length > mostChanges) history.since = history.changes.shift()?.version ?? start;
    for (const tell of history.watchers) tell(change);
  });
  return {
    follow(kind, version, onChange) {
      const history = getHistory(kind);
      if (version < history.since) throw expired(`too old resource version: ${version} (${history.since})`);
      // Filters later changes, too: a client may ask for a version that does not exist yet.
      const tell = (change: StoreChange) => {
        if (change.version > version) onChange(change);
      };
      for (const change of history.changes) tell(change);
      history.watchers.add(tell);
      return () => history.watchers.delete(tell);
    },
    [Symbol.dispose]: () => {
      stop();
      histories.clear();
    },
  };
}
