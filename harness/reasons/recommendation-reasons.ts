import { clock, duration } from '../format/durations.ts';
import { count } from '../format/numbers.ts';
import type { Release } from './settle-reasons.ts';

interface Overlap {
  readonly step: string;
  readonly ms: number;
  readonly release: Release;
  readonly nextUs: number;
  readonly unrecovered: readonly string[];
}

/** How the value of a recommended setting was found, after its evidence. */
export const recommendationReasons = {
  'overlaps-next-step': ({ step, ms, release, nextUs, unrecovered }: Overlap) =>
    `${step} recovered ${duration(ms)} after its ${release}, but the next step began at ${clock(nextUs)}, before that (${unrecovered.join('; ')})`,
  'recovery-rounded-up': ({ toS }: { toS: number }) => `that recovery, rounded up to ${toS} s`,
  'last-loss-rounded-up': ({ ms, toS }: { ms: number; toS: number }) =>
    `the last of them was due ${duration(ms)} after the control plane was uncordoned, rounded up to ${toS} s`,
  'answer-while-terminating': ({ lagMs, toS }: { lagMs: number; toS: number }) =>
    `${duration(lagMs)}, rounded up to ${toS} s: so long the pod has to answer after its termination began`,
  'pause-and-rest': ({ pauseMs, restMs }: { pauseMs: number; restMs: number }) =>
    `the pause of ${duration(pauseMs)} and the ${duration(restMs)} that were left after it before`,
  'pause-answer-and-exit': ({
    pauseMs,
    longestMs,
    exitMs,
    toS,
  }: {
    pauseMs: number;
    longestMs: number;
    exitMs: number;
    toS: number;
  }) =>
    `the pause of ${duration(pauseMs)}, the longest answer of the baseline (${duration(longestMs)}) and ${duration(exitMs)} for the exit, rounded up to ${toS} s`,
  'end-after-lag': ({ lagMs, toS }: { lagMs: number; toS: number }) =>
    `the front door's lag of ${duration(lagMs)}, rounded up to ${toS} s: so long a machine has to run after its drain, which may end at once. A preStop pause of that length does the same for a node that has a pod of the service`,
  'end-after-drain-delay': ({ drainDelayMs, toS }: { drainDelayMs: number; toS: number }) =>
    `the front door's drain delay of ${duration(drainDelayMs)}, rounded up to ${toS} s: after it no connection leads through the machine`,
  'finish-before-exit': () =>
    'a service that finishes what it was sent, and closes its connections after an answer, cuts none',
  'ready-after-answer': () =>
    'behind a readiness probe a pod is no ready endpoint before it has answered once',
  'seen-in-step': ({ step }: { step: string }) => `during ${step}`,
  'second-replica': () => 'one replica more than a drain takes away at once (1 + 1)',
  'budget-of-all-but-one': ({ replicas }: { replicas: number }) =>
    `all but one of ${count(replicas)} replicas, so that a drain waits until a successor is ready`,
  'spread-over-nodes': () => 'on one node a drain takes all replicas at once',
  'ready-too-early': () => 'without it a pod counts as ready before it answers, and the next one is evicted',
  'configuration-replaces-proxies': ({ doneUs }: { doneUs: number }) =>
    `the control plane's configuration, done at ${clock(doneUs)}, replaces every kube-proxy; before its kubelet is replaced, controllers are there to create each successor`,
};
