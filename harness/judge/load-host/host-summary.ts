import type { HostEntry, ProcessUsage } from '../../journal/host-entries.ts';
import { type Reason, reason } from '../../reasons/reason.ts';
import type { Timeline } from '../../timeline/model.ts';
import type { HostSummary } from '../answer/summary.ts';
import { overlapUs } from '../overlaps.ts';
import { findPeriod, type Period } from '../periods.ts';
import { rounded } from '../words.ts';
import { busyTimeIn, isHost, waitingShare } from './host-load.ts';

/** Number of processes that are named among the reasons. */
const mostNamed = 3;
/** Smaller use of a processor explains nothing. */
const leastCpus = 0.1;

/** The report's data about the machine that the replica shared; null if not measured. */
export function hostSummary(timeline: Timeline): HostSummary | null {
  const { host, lastUs } = timeline;
  if (host.length === 0) return null;
  const whole = { fromUs: 0, toUs: Number.POSITIVE_INFINITY };
  const baseline = findPeriod(timeline, 'baseline', lastUs);
  const inBaseline = baseline === null ? null : busyTimeIn(timeline, baseline, 'saturated');
  const overloaded = host.filter(isHost('overloaded'));
  const total = {
    ranUs: host.reduce((sum, one) => sum + one.ranUs, 0),
    waitedUs: host.reduce((sum, one) => sum + one.waitedUs, 0),
  };
  return {
    measuredS: seconds(host),
    overloadedS: seconds(overloaded),
    baseline: inBaseline && {
      measuredS: rounded(inBaseline.knownUs / 1_000_000),
      saturatedS: rounded(inBaseline.busyUs / 1_000_000),
    },
    waitingShare: rounded(waitingShare(total)),
    overloaded: joined(overloaded),
    cpus: {
      replica: averageOverTime(host, (one) => one.cpus.replica),
      tool: averageOverTime(host, (one) => one.cpus.tool),
      outside: averageOverTime(host, (one) => one.cpus.outside),
    },
    outside: usersIn(host, whole),
  };
}

/** Other processes that used the processors in that period. */
export function describeProcesses(
  { host, header }: { readonly host: readonly HostEntry[]; readonly header: Timeline['header'] },
  period: Period,
): Reason[] {
  const users = usersIn(host, period).filter(({ cpus }) => cpus >= leastCpus);
  if (users.length === 0) return [reason('no-process-outside')];
  const processes = users.slice(0, mostNamed);
  return [reason('processes-outside', { processes, cpus: header?.machine.cpus ?? null })];
}

/** Processes outside the run, by name, with their average use in a period. */
function usersIn(host: readonly HostEntry[], period: Period): ProcessUsage[] {
  const within = host.filter((record) => overlapUs(record, period) > 0);
  const totalUs = within.reduce((sum, one) => sum + one.toUs - one.fromUs, 0);
  const uses = within.flatMap((record) =>
    record.outside.map((usage) => ({ ...usage, us: usage.cpus * (record.toUs - record.fromUs) })),
  );
  return [...Map.groupBy(uses, ({ name }) => name)]
    .map(([name, all]): ProcessUsage => {
      const most = all.reduce((a, b) => (b.cpus > a.cpus ? b : a));
      const cpus = all.reduce((sum, one) => sum + one.us, 0) / totalUs;
      return { name, count: most.count, pid: most.pid, cpus: rounded(cpus) };
    })
    .toSorted((a, b) => b.cpus - a.cpus || (a.name < b.name ? -1 : 1))
    .slice(0, 5);
}

const lengthUs = ({ fromUs, toUs }: HostEntry) => toUs - fromUs;

const seconds = (records: readonly HostEntry[]) =>
  rounded(records.reduce((sum, one) => sum + lengthUs(one), 0) / 1_000_000);

function averageOverTime(records: readonly HostEntry[], readFigure: (record: HostEntry) => number): number {
  const totalUs = records.reduce((sum, one) => sum + lengthUs(one), 0);
  return rounded(records.reduce((sum, one) => sum + readFigure(one) * lengthUs(one), 0) / totalUs);
}

/** Adjacent records as one period. */
function joined(records: readonly HostEntry[]): Period[] {
  const stretches: { fromUs: number; toUs: number }[] = [];
  for (const { fromUs, toUs } of records) {
    const last = stretches.at(-1);
    if (last?.toUs === fromUs) last.toUs = toUs;
    else stretches.push({ fromUs, toUs });
  }
  return stretches;
}
