import { unlessAborted } from '../../async/abortable.ts';
import { timeoutSignal } from '../../async/pause.ts';
import { type HandlerTarget, type HookSpec, runHook } from './handlers.ts';

/** However little a preStop hook has left, SIGTERM gets this long before SIGKILL: the kubelet's minimumGracePeriodInSeconds. */
const leastMs = 2_000;

export interface KillOptions {
  readonly asked: HandlerTarget;
  readonly graceMs: number;
  readonly preStop: HookSpec | undefined;
  readonly onHookFailure: (why: string) => void;
  /** Gives up waiting. Another call may continue. */
  readonly signal: AbortSignal;
}

/**
 * preStop, which counts as part of the grace, then SIGTERM to the container's first process, then SIGKILL to all of it
 * when the grace is over. https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#pod-termination
 */
export async function killContainer(options: KillOptions): Promise<void> {
  const { asked, graceMs, preStop, signal } = options;
  const { container } = asked;
  const beganMs = performance.now();
  if (container.exit !== null) return;
  if (preStop !== undefined && graceMs > 0) {
    const enough = AbortSignal.any([signal, timeoutSignal(graceMs)]);
    const why = await runHook(preStop, asked, enough).catch((error: Error) => error.message);
    if (signal.aborted) return;
    if (why !== null) options.onHookFailure(why);
  }
  container.terminate();
  const leftMs = Math.max(leastMs, graceMs - (performance.now() - beganMs));
  const exit = await unlessAborted(container.ended, AbortSignal.any([signal, timeoutSignal(leftMs)]));
  if (signal.aborted || exit !== undefined) return;
  container.kill();
  await unlessAborted(container.ended, signal);
}
