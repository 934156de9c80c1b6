import { clock, duration } from '../format/durations.ts';
import { count, signedPercent } from '../format/numbers.ts';

interface WaitedRequests {
  readonly lane: string;
  readonly requests: number;
  readonly firstSeq: number;
  readonly lastSeq: number;
  readonly fromUs: number;
  readonly toUs: number;
  /** Null if the journal does not record it. */
  readonly connections: number | null;
  readonly longestMs: number;
  readonly totalMs: number;
}

/** A trend of p90 within the baseline; ratios are less 1, the interval is one of 99%. */
interface Trend {
  readonly lane: string;
  readonly kind: 'drift' | 'warm-up';
  readonly ratio: number;
  readonly low: number;
  readonly high: number;
}

interface Contamination {
  readonly before: number;
  readonly beforeS: number;
  readonly after: number;
  readonly afterS: number;
  readonly chance: number;
  /** Whether the probability is small enough. */
  readonly moreOften: boolean;
}

interface SlowStep {
  readonly step: string;
  readonly lane: string;
  readonly p90Ms: number;
  readonly allowedMs: number;
  /** By how much the control lane rose; null if there is none. */
  readonly controlMs: number | null;
}

/** Caveats about the numbers. Whole sentences. */
export const caveatReasons = {
  'figures-until-cut': () => 'The run was cut short; figures cover what was seen until then.',
  'journal-torn': () =>
    'The last line of the journal is torn; at most the last second of records is missing.',
  'samples-torn': ({ lane }: { lane: string }) =>
    `The samples of ${lane} are torn; at most their last second is missing.`,
  'requests-waited': ({ lane, requests, firstSeq, lastSeq, fromUs, toUs, ...waited }: WaitedRequests) =>
    `${count(requests)} requests of ${lane} (numbers between ${firstSeq} and ${lastSeq}, ${clock(fromUs)} to ${clock(toUs)}) waited for one of its ${waited.connections === null ? '' : `${count(waited.connections)} `}connections: ${duration(waited.longestMs)} at most, ${duration(waited.totalMs)} together. The scenario's \`count\` allows no more connections; an outage can look shorter in this lane than it was.`,
  'workload-differs': ({ message }: { message: string }) => `${message}.`,
  'action-failed': ({ action, node, detail }: { action: string; node: string; detail: string | null }) =>
    `The ${action} of ${node} failed, and the roll went on: ${detail ?? 'no reason given'}.`,
  'generator-disturbed-in-steps': ({ steps }: { steps: readonly { step: string; seconds: number }[] }) =>
    `The load generator host was disturbed while nodes were upgraded: ${steps.map(({ step, seconds }) => `${count(seconds)} s in ${step}`).join(', ')}. The latency of these steps is the host's as well as the cluster's.`,
  'baseline-trend': ({ lane, kind, ratio, low, high }: Trend) =>
    `The baseline did not stand still: p90 of ${lane} ${kind === 'warm-up' ? 'in its first fifth against the rest' : 'from its begin to its end'} changed by ${signedPercent(ratio)} (99% interval ${signedPercent(low)} to ${signedPercent(high)}).`,
  'baseline-episodes': ({ before, beforeS, after, afterS, chance, moreOften }: Contamination) =>
    `The baseline had ${count(before)} episodes in ${duration(beforeS * 1000)}, the upgrade and what followed ${count(after)} in ${duration(afterS * 1000)}: ${moreOften ? 'more often than before' : 'which can not be distinguished from what was there before'} (conditional test of two Poisson counts, p = ${chance}).`,
  'noise-floor-changed': () =>
    'The copy of the noise floor is not the one that was noted at the start: it is left out.',
  'noise-floor-excuses': ({ misses, runs }: { misses: number; runs: number }) =>
    `The noise floor makes ${count(misses)} ${misses === 1 ? 'miss' : 'misses'} unresolved: of ${count(runs)} runs of this scenario on this machine that upgraded nothing one reached as much.`,
  'step-above-allowed': ({ step, lane, p90Ms, allowedMs, controlMs }: SlowStep) =>
    `In ${step} alone the p90 of ${lane} was ${duration(p90Ms)}, above the ${duration(allowedMs)} allowed: the criterion compares the mean over its role's steps; ${controlText(p90Ms - allowedMs, controlMs)}.`,
  'no-capacity-after': () =>
    'The capacity run after recovery is missing: the run was killed before or in it.',
  'unknown-mechanisms': ({ unknown, episodes }: { unknown: number; episodes: number }) =>
    `${count(unknown)} of ${count(episodes)} episodes have no mechanism that the evidence shows.`,
  'latency-not-judged': () =>
    "On this cluster latency is shown and not judged: it does not carry over to production's.",
  'nothing-upgraded': () => 'Nothing was upgraded: this run measures the noise.',
  'other-version': ({ recorded, judged }: { recorded: string; judged: string }) =>
    `The run was recorded by version ${recorded} and judged by version ${judged}.`,
};

/** Whether the control lane rose by so much that the rest is within the limit. */
function controlText(excessMs: number, controlMs: number | null): string {
  if (controlMs === null) return 'there is no control lane to compare with';
  const lane = 'the control lane, which no upgrade touches, rose';
  return controlMs >= excessMs
    ? `${lane} by ${duration(controlMs)} in it as well, enough to explain that`
    : `${lane} too little to explain that (${duration(controlMs)})`;
}
