import { clock } from '../format/durations.ts';
import { count } from '../format/numbers.ts';
import type { Coded, Say } from './coded.ts';

interface OffRate {
  readonly requests: number;
  readonly fromUs: number;
  readonly toUs: number;
  readonly ratePerS: number;
  readonly expected: number;
}

interface MissingNumbers {
  readonly missing: number;
  readonly first: number;
  /** The maximum that is allowed. */
  readonly last: number;
}

/** Discrepancies in the account of a lane. */
export const accountingReasons = {
  'lane-faults': ({ lane, faults }: { lane: string; faults: readonly Coded[] }, say: Say) =>
    `${lane}: ${faults.map((fault) => say([fault])).join(', ')}`,
  'all-accounted': () => 'every scheduled request of every lane has exactly one outcome',
  'no-closing-account': () => 'the lane left no closing account',
  'file-torn': () => 'its file is torn',
  'rows-differ': ({ rows, scheduled }: { rows: number; scheduled: number }) =>
    `${count(rows)} rows for ${count(scheduled)} scheduled requests`,
  'outcomes-differ': () => 'its outcomes are not those of its closing account',
  'numbers-missing': ({ missing, first, last }: MissingNumbers) =>
    `${count(missing)} of the numbers 0 to ${last} are missing, the first is ${first}`,
  'requests-off-schedule': ({ requests, first }: { requests: number; first: number }) =>
    `${count(requests)} requests were not due when the schedule makes them due, the first is number ${first}`,
  'requests-off-rate': ({ requests, fromUs, toUs, ratePerS, expected }: OffRate) =>
    `${count(requests)} requests from ${clock(fromUs)} to ${clock(toUs)}, where ${ratePerS}/s makes ${count(expected)}`,
  'first-request-late': ({ dueUs }: { dueUs: number }) =>
    `its first request was due at ${clock(dueUs)}, after the baseline's begin`,
  'last-request-early': ({ dueUs, untilUs }: { dueUs: number; untilUs: number }) =>
    `its last request was due at ${clock(dueUs)}, before the recovery's end at ${clock(untilUs)}`,
};
