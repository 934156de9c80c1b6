import { isDeepStrictEqual } from 'node:util';
import type { KubernetesObject } from '@kubernetes/client-node';
import type { Clock } from '../journal/clock.ts';
import type { Change, Journal, JournalEntry, Resource } from '../journal/records.ts';
import type { Kube } from '../kube/connect.ts';
import { type ListWatch, type ListWatchOptions, listWatch } from '../kube/list-watch.ts';

type ListRecord = Extract<JournalEntry, { type: 'list' }>;
/** Purpose of a new list. */
export type Purpose = ListRecord['purpose'];

export interface WatchContext {
  readonly kube: Kube;
  readonly journal: Journal;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

export interface WatchedResource<T> extends Pick<ListWatchOptions<T>, 'path' | 'query' | 'list'> {
  readonly resource: Resource;
  /** Objects that do not match are not journaled. */
  readonly wanted?: (object: T) => boolean;
  /** The journaled part of an object; other changes of it are not journaled. */
  readonly project: (object: T) => object;
  /** Null if that change is irrelevant. */
  readonly entry: (change: Change, object: T) => JournalEntry | null;
}

export interface JournaledWatch extends Omit<ListWatch, 'relist'> {
  relist(purpose: Purpose, signal: AbortSignal): Promise<void>;
}

/** Journals one resource: changes of its projection, lists, and blind periods. */
export function journaledWatch<T extends KubernetesObject>(
  context: WatchContext,
  watched: WatchedResource<T>,
): JournaledWatch {
  const { kube, journal, clock, signal } = context;
  const { resource, path, query, wanted = () => true, project, entry } = watched;
  const journaled = new Map<string, object>();
  return listWatch<T>({
    kube,
    path,
    ...(query && { query }),
    list: watched.list,
    clock,
    signal,
    onChange: (change, object) => {
      if (!wanted(object)) return;
      const uid = object.metadata?.uid ?? '';
      const before = journaled.get(uid);
      const after = project(object);
      if (change === 'deleted') journaled.delete(uid);
      else if (isDeepStrictEqual(before, after)) return;
      else journaled.set(uid, after);
      const line = entry(change, object);
      if (line !== null) journal.append(line);
    },
    onList: ({ beganUs, items, purpose }) =>
      journal.append({
        type: 'list',
        resource,
        beganUs,
        items,
        purpose: (purpose as Purpose | null) ?? 'watch',
      }),
    onBlind: (edge, why) => journal.append({ type: 'blind', resource, edge, why }),
  });
}
