import { unlessAborted } from '../../async/abortable.ts';
import type { Sandbox, Supervisor } from './supervisor.ts';

/** As for every container: from SIGTERM to SIGKILL at the least. */
const graceMs = 2_000;

/** Ends what runs of a pod that was deleted while the kubelet was away: nobody knows its grace period any more. */
export async function endOrphan(supervisor: Supervisor, sandbox: Sandbox): Promise<void> {
  const running = sandbox.all().filter(({ exit }) => exit === null);
  for (const container of running) container.terminate();
  const ended = Promise.all(running.map((container) => container.ended));
  await unlessAborted(ended, AbortSignal.timeout(graceMs));
  for (const container of running) container.kill();
  await ended;
  supervisor.remove(sandbox.uid);
}
