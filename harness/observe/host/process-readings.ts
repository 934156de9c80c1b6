import {
  type ProcessState,
  readControlGroups,
  readProcesses,
  readThreads,
  type ThreadTimes,
} from './proc.ts';

/** Reads the system; replaced in tests. */
export interface ProcessReader {
  processes(): readonly ProcessState[];
  threads(pid: number): ReadonlyMap<number, ThreadTimes>;
  controlGroups(pid: number): string;
}

export const machine: ProcessReader = {
  processes: readProcesses,
  threads: readThreads,
  controlGroups: readControlGroups,
};

/** The run's own processes on this machine. */
export interface OwnProcesses {
  /** This tool, including load threads. */
  readonly pid: number;
  /** Ids of the containers of nodes and front door; if there are none, they are child processes of the tool. */
  readonly containers: readonly string[];
}

export type Owner = 'replica' | 'tool' | 'outside';

export interface Reading {
  readonly atUs: number;
  readonly owned: ReadonlyMap<string, { readonly state: ProcessState; readonly owner: Owner }>;
  readonly threads: ReadonlyMap<string, ThreadTimes>;
}

/** A pid may be reused. */
export const formatProcessKey = ({ pid, startedAt }: ProcessState) => `${pid} ${startedAt}`;

export function takeReading(
  atUs: number,
  own: OwnProcesses,
  isContainers: (state: ProcessState) => boolean,
  reader: ProcessReader,
): Reading {
  const processes = reader.processes();
  const descendants = findDescendants(own.pid, processes);
  const owned = new Map<string, { state: ProcessState; owner: Owner }>();
  const threads = new Map<string, ThreadTimes>();
  for (const state of processes) {
    const owner = classifyOwner(state);
    owned.set(formatProcessKey(state), { state, owner });
    if (owner !== 'replica') continue;
    for (const [id, times] of reader.threads(state.pid))
      threads.set(`${formatProcessKey(state)} ${id}`, times);
  }
  return { atUs, owned, threads };

  function classifyOwner(state: ProcessState): Owner {
    if (state.pid === own.pid) return 'tool';
    if (descendants.has(state.pid)) return own.containers.length === 0 ? 'replica' : 'tool';
    return isContainers(state) ? 'replica' : 'outside';
  }
}

function findDescendants(pid: number, processes: readonly ProcessState[]): ReadonlySet<number> {
  const children = Map.groupBy(processes, (state) => state.parent);
  const found = new Set<number>();
  // A set grows during iteration.
  const parents = new Set([pid]);
  for (const parent of parents)
    for (const child of children.get(parent) ?? []) {
      found.add(child.pid);
      parents.add(child.pid);
    }
  return found;
}
