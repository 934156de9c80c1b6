import type { CoreV1Event } from '@kubernetes/client-node';
import { eventEntry } from '../kube/project.ts';
import { type JournaledWatch, journaledWatch, type WatchContext } from './watched-resource.ts';

/** Normal events that matter for a roll; every warning is journaled, too. */
const tellingReasons = new Set([
  'Killing',
  'Scheduled',
  'Started',
  'Starting',
  'NodeReady',
  'NodeNotReady',
  'NodeSchedulable',
  'NodeNotSchedulable',
  'TaintManagerEviction',
  'ScalingReplicaSet',
  'LeaderElection',
]);

/**
 * Journals events as they occur. Those from before the run are left out. A repeated one is journaled again
 * only when its count has doubled, so that a crash loop can't fill the journal.
 */
export function watchEvents(context: WatchContext): JournaledWatch {
  const { kube } = context;
  const startedAt = Date.now();
  return journaledWatch<CoreV1Event>(context, {
    resource: 'events',
    path: '/api/v1/events',
    list: (options) => kube.core.listEventForAllNamespaces({}, options),
    wanted: (event) => isTelling(event) && lastSeen(event) >= startedAt,
    project: (event) => ({ ...eventEntry(event), message: '', count: doublings(eventEntry(event).count) }),
    // an event is deleted when it expires
    entry: (change, event) => (change === 'deleted' ? null : eventEntry(event)),
  });
}

function isTelling(event: CoreV1Event): boolean {
  return event.type === 'Warning' || tellingReasons.has(event.reason ?? '');
}

/** Wall clock, ms: the API's own time of an event, to the second. */
function lastSeen(event: CoreV1Event): number {
  const time = event.series?.lastObservedTime ?? event.lastTimestamp ?? event.eventTime;
  const wholeSecond = 1_000;
  return time === undefined ? Number.POSITIVE_INFINITY : new Date(time).getTime() + wholeSecond;
}

function doublings(count: number): number {
  return Math.floor(Math.log2(Math.max(count, 1)));
}
