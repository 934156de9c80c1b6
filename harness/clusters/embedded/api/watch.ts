import type { Kind, Kinds } from '../objects.ts';
import type { Call } from './call.ts';
import { badRequest } from './failures.ts';
import { numberOf, selectionOf } from './read.ts';
import { type Representation, representationFor } from './representation.ts';
import type { Target } from './route.ts';
import { selects } from './selection.ts';
import { StatusError } from './status-error.ts';
import { atVersion, type StoreChange } from './store.ts';

/** As the real server's: a watch without a limit of its own gets one of 30 to 60 minutes. */
const shortestMs = 30 * 60_000;
const bookmarkEveryMs = 60_000;
/** A client that reads no faster than this piles up is cut off, as the real server does. */
const mostUnreadBytes = 16 * 1024 * 1024;

/** GET of a collection with `watch`: one line of JSON for each change, until its time is up. */
export function watchObjects<K extends Kind>(call: Call, kind: K, target: Target): void {
  const { parts, query, request, response } = call;
  const resource = parts.resources[kind];
  const write = representationFor(resource, request.headers.accept, query);
  const isSelected = selects(resource, selectionOf(call, target));
  const start = startOf(query);
  const timeoutSeconds = numberOf(query, 'timeoutSeconds');
  const timeoutMs = timeoutSeconds ? timeoutSeconds * 1_000 : shortestMs * (1 + Math.random());
  const withBookmarks = isTrue(query.get('allowWatchBookmarks'));

  const send = (type: string, object: string) => {
    if (response.writableLength > mostUnreadBytes) response.destroy();
    else response.write(`{"type":"${type}","object":${object}}\n`);
  };
  const bookmark = (annotations?: Readonly<Record<string, string>>) =>
    send('BOOKMARK', write.bookmark(String(parts.store.version()), annotations));
  const fail = (error: unknown) => {
    if (!(error instanceof StatusError)) throw error;
    send('ERROR', JSON.stringify(error.toStatus()));
    response.end();
  };
  let stop = () => {};
  const onChange = (change: StoreChange) => {
    try {
      sendChange(change as StoreChange<K>, isSelected, write, send);
    } catch (error) {
      stop();
      fail(error);
    }
  };

  response.writeHead(200, { 'content-type': 'application/json', 'cache-control': 'no-cache, private' });
  response.flushHeaders();
  try {
    if (start.initial)
      for (const object of parts.store.all(kind).filter(isSelected)) send('ADDED', write.event(object));
    if (start.initialEnd) bookmark({ 'k8s.io/initial-events-end': 'true' });
    stop = parts.cache.follow(kind, start.initial ? parts.store.version() : start.version, onChange);
  } catch (error) {
    fail(error);
    return;
  }
  const bookmarks = withBookmarks ? setInterval(bookmark, bookmarkEveryMs) : undefined;
  const timeout = setTimeout(() => {
    if (withBookmarks) bookmark();
    response.end();
  }, timeoutMs);
  response.once('close', () => {
    stop();
    clearInterval(bookmarks);
    clearTimeout(timeout);
  });
}

/** What a selector makes of a change: an object that has come to match is added, one that no longer does is deleted. */
function sendChange<K extends Kind>(
  { type, object, before, version }: StoreChange<K>,
  isSelected: (object: Kinds[K]) => boolean,
  write: Representation<K>,
  send: (type: string, object: string) => void,
): void {
  const matched = before !== null && isSelected(before);
  if (type === 'DELETED') {
    if (matched) send('DELETED', write.event(object));
  } else if (isSelected(object)) send(matched ? 'MODIFIED' : 'ADDED', write.event(object));
  else if (matched) send('DELETED', write.event(atVersion(before, version)));
}

/**
 * Where a watch begins. Without a version, or with 0, with what there is; with `sendInitialEvents` (streaming lists,
 * KEP-3157) likewise, and a bookmark says where that ends.
 */
function startOf(query: URLSearchParams) {
  const version = numberOf(query, 'resourceVersion') ?? 0;
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

export const isTrue = (text: string | null): boolean => text === 'true' || text === '1';
