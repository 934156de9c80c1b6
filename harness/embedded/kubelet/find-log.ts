import type { ContainerLog } from './container-log.ts';
import type { LogName } from './log-server.ts';
import type { PodWorkers } from './pod-workers.ts';
import type { Supervisor } from './supervisor.ts';

/** Finds the log of a container, or throws an Error in the kubelet's words. */
export function findLog(
  supervisor: Supervisor,
  workers: PodWorkers,
): (of: LogName, previous: boolean) => ContainerLog {
  return ({ namespace, pod, container }, previous) => {
    const sandbox = supervisor.sandboxes().findLast((one) => one.namespace === namespace && one.name === pod);
    const [newest, before] = sandbox?.containers(container) ?? [];
    const waiting = workers.named(namespace, pod)?.waitingReason(container) ?? null;
    // While it waits to be restarted, what ended last is the previous one, and the only one.
    const found = previous && waiting === null ? before : newest;
    if (found !== undefined) return found.log;
    const quoted = `container "${container}" in pod "${pod}"`;
    if (previous) throw new Error(`previous terminated ${quoted} not found`);
    throw new Error(`${quoted} is ${waiting === null ? 'not available' : `waiting to start: ${waiting}`}`);
  };
}
