import { setTimeout as sleep } from 'node:timers/promises';
import type { Sandbox, Supervisor } from './supervisor.ts';

/** As for every container: from SIGTERM to SIGKILL at the least. */
const graceMs = 2_000;

/** Ends what runs of a pod that was deleted while the kubelet was away: nobody knows its grace period any more. */
export async function endOrphan(supervisor: Supervisor, sandbox: Sandbox): Promise<void> {
  const running = sandbox.all().filter(({ exit }) => exit === null);
  for (const container of running) container.terminate();
  const ended = Promise.all(running.map((container) => container.ended));
  const over = new AbortController();
  await Promise.race([ended, sleep(graceMs, undefined, { signal: over.signal }).catch(() => {})]);
  over.abort();
  for (const container of running) container.kill();
  await ended;
  supervisor.remove(sandbox.uid);
}
