import { createHash } from 'node:crypto';
import { formatApiVersion, kinds } from '../kinds.ts';
import type { Kind, Kinds } from '../objects.ts';
import { timestamp } from '../times.ts';
import { type ApiClient, ApiFailure } from './client.ts';

type EventType = 'Normal' | 'Warning';

/** Tells what a component did as Events, as `kubectl describe` and `kubectl events` show them. */
export interface EventRecorder {
  /** Never fails and is not waited for: an Event that can't be written is lost, as with Kubernetes. */
  record<K extends Kind>(kind: K, about: Kinds[K], type: EventType, reason: string, message: string): void;
  /** Resolves when none is being written. */
  settled(): Promise<void>;
}

/** client-go keeps as many for aggregation. */
const mostRemembered = 4096;
/** With what makes it one of its own behind it, it is still a name. */
const longestBase = 230;

/** The same thing said again of the same object counts up the Event that is there. @param component as `replicaset-controller` */
export function eventRecorder(
  api: ApiClient,
  component: string,
  now: () => number = Date.now,
): EventRecorder {
  const counts = new Map<string, number>();
  const writing = new Set<Promise<void>>();

  /** How often that has been said, this time included. */
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
      // Not the object's own words: what a list holds does not say its kind.
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

    // The API keeps only the newest: one that was said long ago may have gone.
    if (count > 1 && (await countUp(count).catch(unless(404))) !== undefined) return;
    if ((await api.create('Event', event).catch(unless(409))) !== undefined) return;
    // Said before by who did this component's work before: another leader, a kubelet that was replaced.
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

/** For a failure that is an answer. @throws every other one */
const unless =
  (code: number) =>
  (error: unknown): undefined => {
    if (!(error instanceof ApiFailure && error.code === code)) throw error;
  };
