import { endProcesses, type MarkedProcess, markedProcesses } from '../../command/marked-processes.ts';
import { isRunning } from '../../command/process-id.ts';
import { runVariable } from '../../embedded/process/messages.ts';
import type { Leftover } from '../cluster.ts';

/**
 * Processes with a run's id in their environment, including pods. They end when the harness does: the rest
 * belongs to a kept cluster, or is a bug.
 */
export async function findLeftovers(runId: string | null): Promise<readonly Leftover[]> {
  const found = markedProcesses(runVariable).filter(({ value }) => runId === null || value === runId);
  return [...Map.groupBy(found, ({ value }) => value)].map(([run, processes]) => ({
    runId: run,
    kind: 'process' as const,
    name: formatProcessIds(processes),
    remove: () => endAll(run),
  }));
}

const formatProcessIds = (processes: readonly MarkedProcess[]) =>
  `${processes.length === 1 ? '' : `${processes.length} of the cluster: `}${processes.map(({ id }) => id.pid).join(', ')}`;

/** Searched twice, because a process that has just ended may have started another one. */
async function endAll(runId: string): Promise<void> {
  const ofRun = () => markedProcesses(runVariable).filter(({ value }) => value === runId);
  await endProcesses(ofRun().map(({ id }) => id));
  const rest = ofRun().map(({ id }) => id);
  await endProcesses(rest);
  const stuck = rest.filter(isRunning);
  if (stuck.length > 0)
    throw new Error(`The processes ${stuck.map(({ pid }) => pid).join(', ')} could not be ended`);
}
