import { createHash } from 'node:crypto';
import { apiVersionOf, kinds } from '../kinds.ts';
import type { Kind, Kinds } from '../objects.ts';
import type { ApiClient } from './client.ts';

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

/** The same thing said again of the same object counts up the Event that is there. @param component as `replicaset-controller` */
export function eventRecorder(
  api: ApiClient,
  component: string,
  now: () => number = Date.now,
): EventRecorder {
  const counts = new Map<string, number>();
  const writing = new Set<Promise<void>>();

  const write = async (kind: Kind, about: Kinds[Kind], type: EventType, reason: string, message: string) => {
    const { name, uid, resourceVersion, namespace = 'default' } = about.metadata;
    const said = createHash('sha256')
      .update([component, uid, type, reason, message].join('\n'))
      .digest('hex')
      .slice(0, 16);
    const key = { namespace, name: `${name}.${said}` };
    const count = (counts.get(said) ?? 0) + 1;
    counts.set(said, count);
    for (const oldest of counts.keys()) {
      if (counts.size <= mostRemembered) break;
      counts.delete(oldest);
    }
    const lastTimestamp = `${new Date(now()).toISOString().slice(0, 19)}Z`;
    if (count > 1) {
      await api.patch('Event', key, { count, lastTimestamp });
      return;
    }
    await api.create('Event', {
      metadata: key,
      involvedObject: {
        // Not the object's own words: what a list holds does not say its kind.
        kind,
        apiVersion: apiVersionOf(kinds[kind]),
        ...(about.metadata.namespace === undefined ? {} : { namespace }),
        name,
        uid,
        resourceVersion,
      },
      type,
      reason,
      message,
      source: { component },
      reportingComponent: component,
      count,
      firstTimestamp: lastTimestamp,
      lastTimestamp,
    });
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
