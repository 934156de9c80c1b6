import type { Clock } from '../../journal/clock.ts';
import type { HostEntry, ProcessUsage } from '../../journal/host-entries.ts';
import type { ProcessState } from './proc.ts';
import {
  formatProcessKey,
  machine,
  type Owner,
  type OwnProcesses,
  type ProcessReader,
  type Reading,
  takeReading,
} from './process-readings.ts';

/** Linux counts a process's time for user programs in hundredths of a second on every machine. */
const ticksPerS = 100;
/** Maximum number of processes outside the run in a record, the busiest first, and the minimum share of a processor. */
const mostNamed = 5;
const leastCpus = 0.05;
/** Parent of all kernel threads. */
const kernelThreads = 2;

/** Which processes used the processors since the last call, and how long the replica's threads waited for one. */
export interface HostMeter {
  /** Null the first time, without an earlier reading. */
  take(): HostEntry | null;
}

export function hostMeter(clock: Clock, own: OwnProcesses, reader: ProcessReader = machine): HostMeter {
  let before: Reading | null = null;
  const inContainer = new Map<string, boolean>();
  const isContainers = (state: ProcessState): boolean => {
    const key = formatProcessKey(state);
    const groups = () => reader.controlGroups(state.pid);
    const found = inContainer.get(key) ?? own.containers.some((id) => groups().includes(id));
    inContainer.set(key, found);
    return found;
  };
  return {
    take() {
      const now = takeReading(clock.nowUs(), own, isContainers, reader);
      const entry = before === null ? null : compare(before, now);
      before = now;
      return entry;
    },
  };
}

function compare(before: Reading, now: Reading): HostEntry {
  const elapsedS = (now.atUs - before.atUs) / 1_000_000;
  let ranUs = 0;
  let waitedUs = 0;
  for (const [key, times] of now.threads) {
    const earlier = before.threads.get(key);
    ranUs += Math.max(0, times.ranUs - (earlier?.ranUs ?? 0));
    waitedUs += Math.max(0, times.waitedUs - (earlier?.waitedUs ?? 0));
  }
  const used = [...now.owned].map(([key, { state, owner }]) => {
    const ticks = state.ticks - (before.owned.get(key)?.state.ticks ?? 0);
    return { state, owner, cpus: ticks / ticksPerS / elapsedS };
  });
  const sumUse = (owner: Owner) =>
    used.filter((one) => one.owner === owner).reduce((sum, { cpus }) => sum + cpus, 0);
  return {
    type: 'host',
    fromUs: Math.round(before.atUs),
    toUs: Math.round(now.atUs),
    ranUs: Math.round(ranUs),
    waitedUs: Math.round(waitedUs),
    cpus: {
      replica: rounded(sumUse('replica')),
      tool: rounded(sumUse('tool')),
      outside: rounded(sumUse('outside')),
    },
    outside: busiest(used.filter(({ owner }) => owner === 'outside')),
  };
}

/** Processes with the same name are combined: forty compilers are named once. */
function busiest(used: readonly { readonly state: ProcessState; readonly cpus: number }[]): ProcessUsage[] {
  const byName = Map.groupBy(used, ({ state }) =>
    state.parent === kernelThreads ? 'kernel threads' : state.name,
  );
  return [...byName]
    .map(([name, all]): ProcessUsage => {
      const busy = all.filter(({ cpus }) => cpus > 0).toSorted((a, b) => b.cpus - a.cpus);
      const cpus = rounded(busy.reduce((sum, one) => sum + one.cpus, 0));
      return { name, count: busy.length, pid: busy[0]?.state.pid ?? 0, cpus };
    })
    .filter(({ cpus }) => cpus >= leastCpus)
    .toSorted((a, b) => b.cpus - a.cpus)
    .slice(0, mostNamed);
}

const rounded = (cpus: number) => Math.round(cpus * 100) / 100;
