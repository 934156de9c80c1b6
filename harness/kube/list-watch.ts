import type { ConfigurationOptions, KubernetesObject, ObservableMiddleware } from '@kubernetes/client-node';
import { backoff } from '../async/backoff.ts';
import { pauseUnlessAborted } from '../async/pause.ts';
import type { Clock } from '../journal/clock.ts';
import type { Change, Edge } from '../journal/records.ts';
import { errorText } from './api-error.ts';
import type { Kube } from './connect.ts';
import { knownObjects } from './known-objects.ts';
import { listRequests } from './list-requests.ts';
import { bounded } from './request.ts';
import { type WatchEnd, watchOnce } from './watch-once.ts';

export interface ListWatchOptions<T> {
  readonly kube: Kube;
  /** Path for the watch, such as `/api/v1/nodes`. */
  readonly path: string;
  /** Selectors; the same as in `list`. */
  readonly query?: Readonly<Record<string, string>>;
  /** The same resource as `path`, with resourceVersion unset: a consistent read. */
  readonly list: (options: ConfigurationOptions<ObservableMiddleware>) => Promise<List<T>>;
  /** `deleted` has the last object seen. */
  readonly onChange: (change: Change, object: T) => void;
  /** Called after a list's changes. `purpose` is relist's argument; null for a list of the watch itself. */
  readonly onList: (list: { beganUs: number; items: number; purpose: string | null }) => void;
  readonly onBlind: (edge: Edge, why: string) => void;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

interface List<T> {
  readonly metadata?: { readonly resourceVersion?: string };
  readonly items: readonly T[];
}

export interface ListWatch {
  /**
   * A new list that begins after this call, reported through the same callbacks.
   * @throws the list's error (the watch itself keeps trying); the signal's reason when aborted
   */
  relist(purpose: string, signal: AbortSignal): Promise<void>;
  /** A probe found the API unavailable: blind from now until a list that began later has been read. */
  apiAway(why: string): void;
  /** Resolves when the signal has ended it. Never rejects. */
  readonly done: Promise<void>;
}

const backoffMs = { first: 200, most: 2_000 };
/**
 * A watch that ends sooner than this counts as a failed attempt, to limit requests to a server that closes
 * each at once.
 */
const shortestWatchUs = 1_000_000;

/**
 * Lists, then watches, until the signal fires: through network errors, API server restarts, 410 and 403.
 *
 * Blindness begins when the connection is known to be broken (a list or watch failed, or `apiAway`), and ends
 * with a new list read completely. Thirty seconds of silence end a watch; when it resumes from the last
 * resourceVersion it gets everything that it missed, so silence alone is not blindness. If silence hid an
 * outage, either `apiAway` has reported it, or the resumption fails and blindness begins there. That is why
 * probes of the API must run in addition to a watch.
 */
export function listWatch<T extends KubernetesObject>(options: ListWatchOptions<T>): ListWatch {
  const { clock, signal } = options;
  const known = knownObjects<T>(options.onChange);
  const requests = listRequests();
  let blind = false;
  let timesAway = 0;
  let interruptWatch = () => {};
  let wake = () => {};

  const lose = (why: string) => {
    if (blind) return;
    blind = true;
    options.onBlind('begin', why);
  };
  /** @returns the version to watch from; null if the list failed or an outage was reported meanwhile */
  const listOnce = async (): Promise<string | null> => {
    const waiting = requests.take();
    const awayBefore = timesAway;
    const beganUs = clock.nowUs();
    let list: List<T>;
    try {
      list = await options.list(bounded(signal));
    } catch (error) {
      waiting.reject(error);
      if (!signal.aborted) lose(`list: ${errorText(error)}`);
      return null;
    }
    known.listed(list.items);
    options.onList({ beganUs, items: list.items.length, purpose: waiting.purpose });
    waiting.resolve();
    if (timesAway !== awayBefore) return null;
    if (blind) options.onBlind('end', 'fresh list');
    blind = false;
    return list.metadata?.resourceVersion ?? '';
  };
  const watchFrom = async (version: string): Promise<{ end: WatchEnd; version: string }> => {
    const interrupt = new AbortController();
    interruptWatch = () => interrupt.abort();
    let latest = version;
    const end = await watchOnce<T>({
      kube: options.kube,
      path: options.path,
      query: options.query ?? {},
      resourceVersion: version,
      onEvent: known.seen,
      onVersion: (seen) => {
        latest = seen;
      },
      signal: AbortSignal.any([signal, interrupt.signal]),
    });
    interruptWatch = () => {};
    return { end, version: latest };
  };
  const backOff = async (attempt: number) => {
    // a request for a list does not wait for the end of the back-off
    const woken = new AbortController();
    wake = () => woken.abort();
    if (requests.any()) wake();
    const ms = backoff(backoffMs, attempt);
    await pauseUnlessAborted(ms, AbortSignal.any([signal, woken.signal]));
    wake = () => {};
  };

  const run = async () => {
    let version: string | null = null;
    let failures = 0;
    while (!signal.aborted) {
      if (version === null || blind || requests.any()) {
        version = await listOnce();
        if (version === null) {
          await backOff(failures++);
          continue;
        }
        // requested, or found unavailable, while the list's result was being passed on
        if (blind || requests.any()) continue;
      }
      const sinceUs = clock.nowUs();
      const watched = await watchFrom(version);
      version = watched.version;
      if (watched.end.how === 'expired' || watched.end.how === 'broken') lose(`watch: ${watched.end.why}`);
      if (watched.end.how === 'aborted' || clock.nowUs() - sinceUs >= shortestWatchUs) failures = 0;
      else await backOff(failures++);
    }
    requests.take().reject(signal.reason);
  };

  return {
    relist: (purpose, relistSignal) => {
      const listed = requests.add(purpose, signal.aborted ? signal : relistSignal);
      interruptWatch();
      wake();
      return listed;
    },
    apiAway: (why) => {
      timesAway++;
      lose(why);
      interruptWatch();
    },
    done: run(),
  };
}
