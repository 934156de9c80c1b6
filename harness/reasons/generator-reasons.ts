import { duration } from '../format/durations.ts';
import { count, percent } from '../format/numbers.ts';
import type { Coded, Say } from './coded.ts';

/** A disturbance, its maximum, and its number of seconds. */
interface Disturbed {
  /** Requests per second of each lane; null if unknown. */
  readonly ratePerS: number | null;
  readonly disturbance: Coded;
  readonly longestMs: number;
  readonly seconds: number;
}

interface ShortOfProcessors {
  readonly ratePerS: number | null;
  /** Whether generator and nodes have separate processors. */
  readonly pinned: boolean;
  /** Tasks that ran or waited at once, or the share of a second in which some task waited. */
  readonly most: { readonly tasks: number } | { readonly share: number };
  readonly seconds: number;
  /** Of the machine; null if unknown. */
  readonly cpus: number | null;
  readonly busyMean: number;
}

interface Unexplained {
  readonly ratePerS: number | null;
  readonly lateS: number;
  readonly controlBadS: number;
  readonly unsentS: number;
}

/** When the load generator or its host was disturbed, and how to reduce disturbances in the next run. */
export const generatorReasons = {
  'sent-late': () => 'the load generator sent late (p99 above 50 ms)',
  'control-lane-bad': () => 'the control lane had bad requests',
  'left-unsent': () => 'the load generator left requests unsent',
  'event-loop-stall': () => "the load generator's event loop stood still (above 50 ms)",
  'garbage-collection': () => 'the load generator collected garbage (a pause above 50 ms)',
  'closed-lane-stall': () => "the event loop of the closed lane's thread stood still (above 50 ms)",
  'closed-lane-garbage': () => "the closed lane's thread collected garbage (a pause above 50 ms)",
  'tasks-waited': () => 'processors were short: some task waited for one in more than 80% of the second',
  'tasks-queued': () => 'processors were short: more than two tasks for each ran or waited',
  'processors-stolen': () => 'other guests of the host took more than 10% of the processors',
  'lower-rate': ({ ratePerS, disturbance, longestMs, seconds }: Disturbed, say: Say) =>
    `Lower ${rateText(ratePerS)} or the number of lanes: ${say([disturbance])}, the longest ${duration(longestMs)}, in ${count(seconds)} s.`,
  'lower-rate-otherwise-idle': ({ ratePerS, disturbance, longestMs, seconds }: Disturbed, say: Say) =>
    `Lower ${rateText(ratePerS)} or the number of lanes: ${say([disturbance])}, the longest ${duration(longestMs)}, in ${count(seconds)} s, and neither processors nor garbage collection were short.`,
  'more-processors': ({ ratePerS, pinned, most, seconds, cpus, busyMean }: ShortOfProcessors) =>
    `Use a machine with more processors, lower ${rateText(ratePerS)}${pinned ? '' : ', or keep generator and nodes apart with `load.cpus` and `cluster.cpus`'}: ${'tasks' in most ? `up to ${count(most.tasks)} tasks ran or waited at once` : `some task waited for a processor in up to ${percent(most.share)} of a second`}, in ${count(seconds)} s, and the processors${cpus === null ? '' : ` of ${count(cpus)}`} were ${percent(busyMean)} busy on average.`,
  'own-machine': ({ share, seconds }: { share: number; seconds: number }) =>
    `Use a machine of its own, or another hour: other guests of the host took up to ${percent(share)} of the processors, in ${count(seconds)} s.`,
  'unexplained-marks': ({ ratePerS, lateS, controlBadS, unsentS }: Unexplained) =>
    `Nothing that was measured of the machine explains its marks (late in ${count(lateS)} s, control lane bad in ${count(controlBadS)} s, unsent in ${count(unsentS)} s): lower ${rateText(ratePerS)} and see whether they go.`,
};

const rateText = (ratePerS: number | null) =>
  ratePerS === null ? 'load.rate' : `load.rate (${ratePerS}/s a lane)`;
