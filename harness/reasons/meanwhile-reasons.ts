import { clock, duration } from '../format/durations.ts';
import { count } from '../format/numbers.ts';
import type { Coded, Say } from './coded.ts';

interface DoorFailures {
  /** Null: no worker was available. */
  readonly node: string | null;
  readonly unanswered: number;
  readonly broken: number;
}

interface Eviction {
  readonly namespace: string;
  readonly pod: string;
  readonly node: string;
  readonly result: string;
  readonly atUs: number;
}

interface ProbeOutages {
  readonly probe: string;
  readonly source: string;
  readonly outages: number;
  readonly fromUs: number;
  readonly toUs: number;
  /** Of all of them. */
  readonly ms: number;
}

/** Equal warnings of Kubernetes. */
interface Warnings {
  readonly reason: string;
  /** The first object that it was about: `Pod default/web-1`. */
  readonly object: string;
  readonly otherObjects: number;
  /** Repeated at least this often; null if each occurred once. */
  readonly times: number | null;
  /** From the start of the period that it is listed with; for `after` from its end. */
  readonly ms: number;
  readonly when: 'before' | 'during' | 'after';
  readonly message: string;
}

const whenText = {
  before: (ms: number) => `${duration(ms)} before it began`,
  during: (ms: number) => `${duration(ms)} after it began`,
  after: (ms: number) => `${duration(ms)} after its end`,
} as const;

/** Other observations in a period. They are not reported as causes. */
export const meanwhileReasons = {
  'front-door-failures': ({ failures }: { failures: readonly DoorFailures[] }) =>
    `connections behind the front door, all lanes: ${failures.map(doorText).join('; ')}`,
  eviction: ({ namespace, pod, node, result, atUs }: Eviction) =>
    `pod ${namespace}/${pod} on ${node}: eviction ${result} at ${clock(atUs)}`,
  /** The first reason names the subject. */
  unready: ({ faults, sinceUs }: { subject: string; faults: readonly string[]; sinceUs: number }) =>
    `${faults.join('; ')} (since ${clock(sinceUs)})`,
  'probe-outages': ({ probe, source, outages, fromUs, toUs, ms }: ProbeOutages) =>
    `the ${probe} probe of ${source} failed ${outages === 1 ? `for ${duration(ms)} from ${clock(fromUs)}` : `${count(outages)} times between ${clock(fromUs)} and ${clock(toUs)}, ${duration(ms)} in all`}`,
  'not-watched': ({
    resources,
    sinceUs,
    why,
  }: {
    resources: readonly string[];
    sinceUs: number;
    why: string;
  }) => `${resources.join(', ')} could not be seen from ${clock(sinceUs)} (${why})`,
  warning: ({ reason, object, otherObjects, times, ms, when, message }: Warnings) =>
    `warning ${reason} of ${object}${otherObjects > 0 ? ` and ${count(otherObjects)} more` : ''}${times === null ? '' : `, at least ${count(times)} times`}, ${whenText[when](ms)}: ${message}`,
  'further-warnings': ({ kinds }: { kinds: number }) =>
    `${count(kinds)} further kinds of warnings (journal.ndjson, type event)`,
  'during-action': ({ action, warning }: { action: string; warning: Coded }, say: Say) =>
    `${action}: ${say([warning])}`,
};

function doorText({ node, unanswered, broken }: DoorFailures): string {
  if (node === null) return `${count(unanswered)} had no worker to use`;
  return [
    ...(unanswered > 0 ? [`${count(unanswered)} got no answer through ${node}`] : []),
    ...(broken > 0 ? [`${count(broken)} were broken by ${node}`] : []),
  ].join(' and ');
}
