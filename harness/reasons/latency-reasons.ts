import { clock, duration } from '../format/durations.ts';
import { count, percent, trimmed } from '../format/numbers.ts';

/** A percentile of one lane in the baseline, and its limit. */
interface Allowed {
  readonly lane: string;
  readonly percentile: string;
  readonly baselineMs: number;
  readonly allowedMs: number;
  /** The larger of the scenario's two rules: a share, or null if `atLeastMs` is the larger. */
  readonly increase: number | null;
  readonly atLeastMs: number;
}

/** The same with the measured values in the steps: geometric means over batches. */
interface Change extends Allowed {
  readonly stepsMs: number;
  readonly lowMs: number;
  readonly highMs: number;
  readonly baselineBatches: number;
  readonly stepBatches: number;
  readonly batchS: number;
}

interface Batches {
  readonly baselineBatches: number;
  readonly stepBatches: number;
  readonly batchS: number;
  readonly neededBatches: number;
  /** Because shorter ones correlate. */
  readonly lengthened: boolean;
}

/** Good responses, and how many of them were later than allowed. */
interface LateAnswers {
  readonly late: number;
  readonly answers: number;
}

/** Reasons of `latency.p90` and `latency.p99`. */
export const latencyReasons = {
  'no-percentile': ({ lane, percentile }: Pick<Allowed, 'lane' | 'percentile'>) =>
    `no ${percentile} of a baseline in ${lane}`,
  'latency-allowed': (of: Allowed) => `${baselineText(of)}; ${allowedText(of)}`,
  'latency-change': (of: Change) =>
    `${baselineText(of)}, ${duration(of.stepsMs)} in the steps (geometric means of ${count(of.baselineBatches)} and ${count(of.stepBatches)} batches of ${of.batchS} s), 90% interval ${duration(of.lowMs)} to ${duration(of.highMs)}; ${allowedText(of)}`,
  'too-few-batches': ({ baselineBatches, stepBatches, batchS, neededBatches, lengthened }: Batches) =>
    `${count(baselineBatches)} batches in the baseline and ${count(stepBatches)} in the steps' windows; each needs ${neededBatches}${lengthened ? ` (batches of ${batchS} s, because shorter ones correlate)` : ''}, so at least ${neededBatches * batchS} s`,
  'more-would-settle': ({ times }: { times: number }) =>
    `about ${trimmed(times, 1)} times as much of baseline and of steps would settle it`,
  'at-the-limit': () => 'it lies at the limit: no practicable length of the run would settle it',
  'baseline-moved': ({ by }: { by: number }) =>
    `the baseline itself moved by ${percent(by)}, more than is allowed, and is no reference: make it longer, and begin it later`,
  'late-answers': ({ step, late, answers, allowedMs }: LateAnswers & { step: string; allowedMs: number }) =>
    `most of it in ${step}: ${count(late)} of ${count(answers)} answers came later than ${duration(allowedMs)}`,
  'late-from-pod': ({ pod, late, answers }: LateAnswers & { pod: string }) =>
    `${count(late)} of them from pod ${pod}, which gave ${count(answers)} answers in all`,
  'late-from-pods': ({ pods }: { pods: number }) => `they came from ${count(pods)} pods`,
  'fewer-pods-ready': ({ ready, before, sinceUs }: { ready: number; before: number; sinceUs: number }) =>
    `${count(ready)} of ${count(before)} pods were ready from ${clock(sinceUs)} on`,
  'control-lane-rose': ({ ms }: { ms: number }) =>
    `the control lane, which no upgrade touches, rose by ${duration(ms)} as well: lower the rate, use a bigger machine or keep processors apart; the report's section on the load generator host has what was measured`,
};

function baselineText({ lane, percentile, baselineMs }: Allowed): string {
  return `${percentile} in ${lane}: ${duration(baselineMs)} in the baseline`;
}

function allowedText({ allowedMs, increase, atLeastMs }: Allowed): string {
  return `allowed ${duration(allowedMs)} (baseline + ${increase === null ? duration(atLeastMs) : percent(increase)})`;
}
