import { pause } from '../../async/pause.ts';
import { listBudgets } from '../../kube/budgets.ts';
import { bounded } from '../../kube/request.ts';
import type { DrainOptions, ExplainTimes } from './evict-pod.ts';
import type { HeldPod } from './held-pods.ts';

/** A pod whose eviction is held, and in which step. */
export type HeldInStep = HeldPod & Pick<DrainOptions, 'step' | 'node'>;

export type ExplainOptions = Pick<DrainOptions, 'kube' | 'append' | 'clock' | 'explain' | 'explainTimes'>;

/** Six seconds are ordinary: a pause of 5 s before SIGTERM, then a ready successor. Ten are too late for people who wait. */
const defaultTimes: ExplainTimes = { afterMs: 7_000, againMs: 30_000, pollMs: 1_000 };

/** Why a pod's eviction is held, as it was last journaled. */
interface Explained {
  readonly atUs: number;
  readonly text: string;
}

/**
 * Journals why evictions are held, until it is aborted: the budgets of each pod with their numbers, and why pods of its
 * namespace are not ready. Never throws: what can't be read is left out, or explained later.
 * @param listHeld those that have been held since that time or longer, in microseconds since the run's start
 */
export async function explainHeld(
  listHeld: (untilUs: number) => readonly HeldInStep[],
  options: ExplainOptions,
  signal: AbortSignal,
): Promise<void> {
  const { clock, explainTimes: times = defaultTimes } = options;
  const explained = new Map<string, Explained>();
  while (!signal.aborted) {
    for (const one of listHeld(clock.nowUs() - times.afterMs * 1000)) {
      const before = explained.get(one.pod.uid);
      const isDue = before === undefined || clock.nowUs() - before.atUs >= times.againMs * 1000;
      if (!isDue) continue;
      const after = await explainPod(one, before?.text ?? null, options, signal).catch(() => null);
      if (after !== null) explained.set(one.pod.uid, after);
    }
    await pause(times.pollMs, signal).catch(() => undefined);
  }
}

async function explainPod(
  { pod, sinceUs, step, node }: HeldInStep,
  before: string | null,
  { kube, explain, append, clock }: ExplainOptions,
  signal: AbortSignal,
): Promise<Explained> {
  const { namespace, name, uid } = pod;
  const { metadata } = await kube.core.readNamespacedPod({ namespace, name }, bounded(signal));
  const labels = metadata?.labels ?? {};
  const [budgets, unready] = await Promise.all([
    listBudgets(kube, { namespace, labels }, signal),
    explain?.(signal).catch(() => []) ?? [],
  ]);
  const reasons = unready.map(({ words }) => words).filter((words) => words.includes(` ${namespace}/`));
  const text = JSON.stringify([budgets, reasons]);
  if (text !== before)
    append({ type: 'eviction-held', step, namespace, pod: name, uid, node, sinceUs, budgets, reasons });
  return { atUs: clock.nowUs(), text };
}
