import { pause } from '../../async/pause.ts';
import type { Clock } from '../../journal/clock.ts';
import type { JournalEntry } from '../../journal/records.ts';
import { apiFailure, errorText } from '../../kube/api-error.ts';
import type { Kube } from '../../kube/connect.ts';
import { deletePod, type Eviction, evict, isGone, type PodRef } from '../../kube/evict.ts';
import type { DrainPolicy } from '../../scenario/scenario.ts';
import type { Append, Explain } from '../roller.ts';
import { EvictionRefused, pollUntilTrue, type WaitingPod } from './empty-pods.ts';
import type { HeldPods } from './held-pods.ts';

type EvictionResult = Extract<JournalEntry, { type: 'eviction' }>['result'];

/** Times of the explanation of a held pod, in milliseconds. */
export interface ExplainTimes {
  /** How long its eviction is held before it is explained: a successor that starts is no news. */
  readonly afterMs: number;
  /** How long after an explanation a changed one is journaled. */
  readonly againMs: number;
  readonly pollMs: number;
}

export interface DrainOptions {
  readonly kube: Kube;
  readonly node: string;
  readonly policy: DrainPolicy;
  /** Index of the step, for the journal. */
  readonly step: number;
  readonly append: Append;
  readonly clock: Clock;
  /** See `awaitInARow`; absent: a held eviction is explained by its budgets alone. */
  readonly explain?: Explain;
  readonly explainTimes?: ExplainTimes;
  readonly signal: AbortSignal;
  /** Delay between checks of an evicted pod; default one second. */
  readonly pollMs?: number;
}

const defaultPollMs = 1_000;

/** Each message of a budget or of a refusal is journaled once. @throws EvictionRefused if the policy says so */
export async function evictUntilGone(
  pod: PodRef,
  waiting: WaitingPod,
  held: HeldPods,
  options: DrainOptions,
): Promise<void> {
  const { kube, policy, clock, pollMs = defaultPollMs } = options;
  let lastDetail = '';
  await pollUntilTrue(waiting, pollMs, async () => {
    const eviction = await requestEviction(pod, waiting, options);
    if (!('detail' in eviction)) {
      held.release(pod);
      journalEviction(options, pod, eviction.result);
      return true;
    }
    const { result, detail } = eviction;
    waiting.for = detail;
    held.hold(pod, clock.nowUs());
    if (detail !== lastDetail) journalEviction(options, pod, result, detail);
    lastDetail = detail;
    if (result === 'refused' && policy.onError === 'fail') throw new EvictionRefused(detail);
    await pause(policy.retryMs, waiting.signal);
    return false;
  });
  waiting.for = 'evicted, but not gone yet';
  await pollUntilTrue(waiting, pollMs, () => isGone(kube, pod, waiting.signal));
}

/** As kubectl has it, an API server that does not answer is an error like any other; an overloaded one is not. */
async function requestEviction(
  pod: PodRef,
  { signal }: WaitingPod,
  { kube, policy }: DrainOptions,
): Promise<Eviction> {
  try {
    return await evict(kube, pod, signal);
  } catch (error) {
    const failure = signal.aborted || policy.onError === 'retry' ? null : apiFailure(error);
    if (failure === null || failure.status === 429) throw error;
    return { result: 'refused', detail: errorText(error) };
  }
}

/** Past its budget, with its own grace period. */
export async function deleteUntilGone(
  pod: PodRef,
  waiting: WaitingPod,
  options: DrainOptions,
): Promise<void> {
  const { kube, pollMs = defaultPollMs } = options;
  await pollUntilTrue(waiting, pollMs, async () => {
    await deletePod(kube, pod, waiting.signal);
    return true;
  });
  journalEviction(options, pod, 'deleted');
  waiting.for = 'deleted, but not gone yet';
  await pollUntilTrue(waiting, pollMs, () => isGone(kube, pod, waiting.signal));
}

export function journalEviction(
  options: Pick<DrainOptions, 'append' | 'step' | 'node'>,
  pod: PodRef,
  result: EvictionResult,
  detail?: string,
): void {
  options.append({
    type: 'eviction',
    step: options.step,
    namespace: pod.namespace,
    pod: pod.name,
    uid: pod.uid,
    node: options.node,
    result,
    ...(detail === undefined ? {} : { detail }),
  });
}
