import type { Kind } from '../../objects.ts';
import { expired } from '../failures.ts';
import type { Store, StoreChange } from './store.ts';

/** Changes of a kind that a watcher may resume from. */
const mostChanges = 500;

/** What one API server remembers of changes, from its own start on. */
export interface WatchCache extends Disposable {
  /**
   * Every change of a kind after that version: those remembered at once, the others as they happen.
   * @returns what ends it
   * @throws StatusError 410 where a change after that version may have been forgotten
   */
  follow(kind: Kind, version: number, onChange: (change: StoreChange) => void): () => void;
}

interface History {
  readonly changes: StoreChange[];
  /** Everything after this version is in `changes`. */
  since: number;
  readonly watchers: Set<(change: StoreChange) => void>;
}

/** Begins empty at the store's version: who knows only an older one has to list again, as after a restart of a real API server. */
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
      // Also later: a version that is still to come is asked for as well as one that has been.
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
