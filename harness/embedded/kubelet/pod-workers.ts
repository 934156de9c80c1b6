import { unlessAborted } from '../../async/abortable.ts';
import type { Informer } from '../client/client.ts';
import type { Pod } from '../objects.ts';
import { isMirror } from './mirror-pod.ts';
import { type PodWorker, type PodWorkerOptions, podWorker } from './pod-worker.ts';
import type { Sandbox, Supervisor } from './supervisor.ts';

/** The pods that are bound to a node, each with its worker. */
export interface PodWorkers {
  named(namespace: string, name: string): PodWorker | undefined;
  /** Called when the kubelet stops; containers keep running. */
  close(): Promise<void>;
}

/** @param pods pods of this node */
export function podWorkers(pods: Informer<'Pod'>, options: PodWorkerOptions): PodWorkers {
  const { supervisor } = options;
  const workers = new Map<string, PodWorker>();
  let closed = false;

  const start = (pod: Pod) => {
    const { uid } = pod.metadata;
    const worker = podWorker(pod, options);
    workers.set(uid, worker);
    void worker.done.then(() => workers.delete(uid));
  };
  pods.onChange((pod, before) => {
    if (closed || isMirror(pod ?? before)) return;
    if (pod === null) workers.get(before?.metadata.uid ?? '')?.gone();
    else {
      const worker = workers.get(pod.metadata.uid);
      if (worker === undefined) start(pod);
      else worker.update(pod);
    }
  });
  void pods.synced.then(() => {
    if (closed) return;
    for (const sandbox of supervisor.sandboxes())
      if (!workers.has(sandbox.uid)) void endOrphan(supervisor, sandbox);
  });
  return {
    named: (namespace, name) => workers.get(pods.get({ namespace, name })?.metadata.uid ?? ''),
    async close() {
      closed = true;
      await Promise.all([...workers.values()].map((worker) => worker.close()));
    },
  };
}

/** Minimum time from SIGTERM to SIGKILL, as for every container. */
const graceMs = 2_000;

/** Ends the processes of a pod that was deleted while no kubelet ran: its grace period is not known any more. */
async function endOrphan(supervisor: Supervisor, sandbox: Sandbox): Promise<void> {
  const running = sandbox.all().filter(({ exit }) => exit === null);
  for (const container of running) container.terminate();
  const ended = Promise.all(running.map((container) => container.ended));
  await unlessAborted(ended, AbortSignal.timeout(graceMs));
  for (const container of running) container.kill();
  await ended;
  supervisor.remove(sandbox.uid);
}
