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

/** An eviction that was blocked or refused, and how long. */
interface HeldEviction {
  readonly namespace: string;
  readonly pod: string;
  readonly node: string;
  readonly ms: number;
  /** It was accepted, or the pod deleted, after that time. */
  readonly ended: boolean;
  readonly budgets: readonly Budget[];
  /** The API server's last answer; null: not recorded. */
  readonly answer: string | null;
  /** Why pods of its namespace were not ready, as text. */
  readonly unready: readonly string[];
}

/** A PodDisruptionBudget with its counts of pods. */
interface Budget {
  readonly name: string;
  readonly allowed: number;
  readonly healthy: number;
  readonly desired: number;
  readonly expected: number;
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
  'eviction-held': ({ namespace, pod, node, ms, ended, budgets, answer, unready }: HeldEviction) =>
    [
      `pod ${namespace}/${pod} on ${node} ${ended ? 'could not be evicted for' : 'was not evicted within'} ${duration(ms)}`,
      ...budgets.map((budget) => budgetText(namespace, budget)),
      ...(budgets.length === 0 && answer !== null ? [answer] : []),
      ...unready.map((text) => `not ready: ${text}`),
    ].join('; '),
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

function budgetText(namespace: string, { name, allowed, healthy, desired, expected }: Budget): string {
  const counts = `${count(healthy)} of ${count(expected)} pods are healthy, ${count(desired)} must be`;
  // Waiting cannot help: no further pod can become healthy.
  const always = allowed === 0 && healthy >= expected ? ': it allows none even with every pod healthy' : '';
  return `budget ${namespace}/${name} allows ${count(allowed)} disruptions now (${counts})${always}`;
}
