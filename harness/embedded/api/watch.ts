import type { ServerResponse } from 'node:http';
import type { Kind, Kinds } from '../objects.ts';
import type { Call } from './call.ts';
import { badRequest } from './failures.ts';
import { isTrue, readNumber, readSelection } from './read.ts';
import { representationFor } from './representation.ts';
import type { Target } from './route.ts';
import { selects } from './selection.ts';
import { StatusError } from './status-error.ts';
import { atVersion, type StoreChange } from './store/store.ts';

/** As in the real server: a watch without a time limit gets one of 30 to 60 minutes. */
const shortestMs = 30 * 60_000;
/** Maximum delay of Node's timers. */
const longestTimerMs = 2 ** 31 - 1;
const bookmarkEveryMs = 60_000;
/** A client that reads too slowly is disconnected at this backlog, as by the real server. */
const mostUnreadBytes = 16 * 1024 * 1024;

/** GET of a collection with `watch`: one line of JSON per change, until its time limit. */
export function watchObjects<K extends Kind>(call: Call, kind: K, target: Target): void {
  const { parts, query, response } = call;
  const resource = parts.resources[kind];
  const write = representationFor(call, kind);
  const isSelected = selects(resource, readSelection(call, target));
  const start = readStart(query);
  const untilMs = timeoutMs(query);
  const withBookmarks = isTrue(query.get('allowWatchBookmarks'));
  const { send, fail } = eventStream(response);
  const bookmark = (annotations?: Readonly<Record<string, string>>) =>
    send('BOOKMARK', write.bookmark(String(parts.store.version()), annotations));
  const onChange = (change: StoreChange) => {
    try {
      const event = selectedEvent(change as StoreChange<K>, isSelected);
      if (event !== null) send(event.type, write.event(event.object));
    } catch (error) {
      fail(error);
    }
  };

  let stop = () => {};
  response.once('close', () => stop());
  try {
    if (start.initial)
      for (const object of parts.store.all(kind).filter(isSelected)) send('ADDED', write.event(object));
    if (start.initialEnd) bookmark({ 'k8s.io/initial-events-end': 'true' });
    stop = parts.cache.follow(kind, start.initial ? parts.store.version() : start.version, onChange);
  } catch (error) {
    fail(error);
    return;
  }
  const bookmarks = withBookmarks ? setInterval(() => bookmark(), bookmarkEveryMs) : undefined;
  const timeout = setTimeout(() => {
    if (withBookmarks) bookmark();
    response.end();
  }, untilMs);
  response.once('close', () => {
    clearInterval(bookmarks);
    clearTimeout(timeout);
  });
}

function eventStream(response: ServerResponse) {
  response.writeHead(200, { 'content-type': 'application/json', 'cache-control': 'no-cache, private' });
  response.flushHeaders();
  const send = (type: string, object: string) => {
    if (response.destroyed || response.writableEnded) return;
    if (response.writableLength > mostUnreadBytes) response.destroy();
    else response.write(`{"type":"${type}","object":${object}}\n`);
  };
  /** Ends only this watch: the request that made the change must not fail. */
  const fail = (error: unknown) => {
    if (error instanceof StatusError) send('ERROR', JSON.stringify(error.toStatus()));
    else console.error(error);
    response.end();
  };
  return { send, fail };
}

function timeoutMs(query: URLSearchParams): number {
  const seconds = readNumber(query, 'timeoutSeconds');
  return seconds ? Math.min(seconds * 1_000, longestTimerMs) : shortestMs * (1 + Math.random());
}

/**
 * Where a watch starts. Without a version, or with version 0, it first sends all existing objects. With
 * `sendInitialEvents` (streaming lists, KEP-3157) it does so, too, and a bookmark marks their end.
 */
function readStart(query: URLSearchParams) {
  const version = readNumber(query, 'resourceVersion') ?? 0;
  const asked = query.get('sendInitialEvents');
  const match = query.get('resourceVersionMatch');
  if (asked === null) {
    if (match)
      throw badRequest('resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided');
    return { version, initial: version === 0, initialEnd: false };
  }
  if (match !== 'NotOlderThan')
    throw badRequest(
      'resourceVersionMatch: sendInitialEvents requires setting resourceVersionMatch to NotOlderThan',
    );
  if (!isTrue(asked)) return { version, initial: false, initialEnd: false };
  return { version, initial: true, initialEnd: isTrue(query.get('allowWatchBookmarks')) };
}

/**
 * How a watcher with a selection sees a change. An object that now matches is added. One that no longer
 * matches is deleted, in the state in which it last matched.
 * @returns null if the change does not concern the watcher
 */
export function selectedEvent<K extends Kind>(
  { type, object, before, version }: StoreChange<K>,
  isSelected: (object: Kinds[K]) => boolean,
): { readonly type: StoreChange['type']; readonly object: Kinds[K] } | null {
  const matched = before !== null && isSelected(before);
  if (type === 'DELETED') return matched ? { type, object } : null;
  if (isSelected(object)) return { type: matched ? 'MODIFIED' : 'ADDED', object };
  return matched ? { type: 'DELETED', object: atVersion(before, version) } : null;
}
