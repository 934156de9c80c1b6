import { createHash } from 'node:crypto';
import { formatApiVersion, kinds } from '../kinds.ts';
import type { Kind, Kinds } from '../objects.ts';
import { timestamp } from '../times.ts';
import { type ApiClient, ApiFailure } from './client.ts';

type EventType = 'Normal' | 'Warning';

/** Records a component's actions as Events, which `kubectl describe` and `kubectl events` show. */
export interface EventRecorder {
  /** Never fails and is not awaited: an Event that can't be written is lost, as in Kubernetes. */
  record<K extends Kind>(kind: K, about: Kinds[K], type: EventType, reason: string, message: string): void;
  /** Resolves when no write is in progress. */
  settled(): Promise<void>;
}

/** client-go aggregates over the same number of Events. */
const mostRemembered = 4096;
/** Short enough that the name stays valid with its unique suffix. */
const longestBase = 230;

/**
 * A repeated Event about the same object increments the count of the existing one. @param component such as
 * `replicaset-controller`
 */
export function eventRecorder(
  api: ApiClient,
  component: string,
  now: () => number = Date.now,
): EventRecorder {
  const counts = new Map<string, number>();
  const writing = new Set<Promise<void>>();

  /** How often this Event has occurred, including this time. */
  const countSaid = (said: string): number => {
    const count = (counts.get(said) ?? 0) + 1;
    counts.set(said, count);
    for (const oldest of counts.keys()) {
      if (counts.size <= mostRemembered) break;
      counts.delete(oldest);
    }
    return count;
  };

  const write = async (kind: Kind, about: Kinds[Kind], type: EventType, reason: string, message: string) => {
    const { name, uid, resourceVersion, namespace = 'default' } = about.metadata;
    const said = createHash('sha256')
      .update([component, uid, type, reason, message].join('\n'))
      .digest('hex')
      .slice(0, 16);
    const key = { namespace, name: `${name.slice(0, longestBase)}.${said}` };
    const lastTimestamp = timestamp(now());
    const count = countSaid(said);
    const countUp = (to: number) => api.patch('Event', key, { count: to, lastTimestamp });
    const involvedObject = {
      // Kind and version are passed separately: items of a list do not contain them.
      kind,
      apiVersion: formatApiVersion(kinds[kind]),
      ...(about.metadata.namespace === undefined ? {} : { namespace }),
      ...{ name, uid, resourceVersion },
    };
    const event = {
      metadata: key,
      ...{ involvedObject, type, reason, message, count, lastTimestamp },
      firstTimestamp: lastTimestamp,
      source: { component },
      reportingComponent: component,
    };

    // The API keeps only the newest Events, so the earlier one may have been removed.
    if (count > 1 && (await countUp(count).catch(unless(404))) !== undefined) return;
    if ((await api.create('Event', event).catch(unless(409))) !== undefined) return;
    // The earlier one was written by another instance of this component: a former leader, or a replaced kubelet.
    const known = await api.get('Event', key);
    counts.set(said, (known.count ?? 1) + 1);
    await countUp((known.count ?? 1) + 1);
  };

  return {
    record(kind, about, type, reason, message) {
      const written: Promise<void> = write(kind, about, type, reason, message)
        .catch(() => {})
        .finally(() => writing.delete(written));
      writing.add(written);
    },
    async settled() {
      while (writing.size > 0) await Promise.all(writing);
    },
  };
}

/** Resolves for a failure that the API reported. @throws every other failure */
const unless =
  (code: number) =>
  (error: unknown): undefined => {
    if (!(error instanceof ApiFailure && error.code === code)) throw error;
  };
