import { unlessAborted } from '../../async/abortable.ts';
import { timeoutSignal } from '../../async/pause.ts';
import { type HandlerTarget, type HookSpec, runHook } from './handlers.ts';

/**
 * SIGTERM gets at least this long before SIGKILL, however much time a preStop hook used: the kubelet's
 * minimumGracePeriodInSeconds.
 */
const leastMs = 2_000;

export interface KillOptions {
  readonly asked: HandlerTarget;
  readonly graceMs: number;
  readonly preStop: HookSpec | undefined;
  readonly onHookFailure: (why: string) => void;
  /** Stops waiting. Another call may continue. */
  readonly signal: AbortSignal;
}

/**
 * Runs preStop, which counts towards the grace period, then sends SIGTERM to the container's first process,
 * then SIGKILL to all its processes at the end of the grace period.
 * https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#pod-termination
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
