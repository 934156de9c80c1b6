import type { Cluster } from '../../clusters/cluster.ts';
import type { HostEntry } from '../../journal/host-entries.ts';
import { isHost } from '../../judge/load-host/host-load.ts';
import { describeProcesses } from '../../judge/load-host/host-summary.ts';
import { watchHost } from '../../observe/host/watch-host.ts';
import { reasonsText } from '../../reasons/reason.ts';
import { abortOnInterrupt } from '../interruption.ts';
import type { Run } from '../run.ts';

/** How long the baseline must have been saturated before the user is warned. */
const sayAfterUs = 6_000_000;

/** Journals how busy the machine that the replica shares is, until `measuring` ends, and warns in the baseline. */
export async function startHostWatch(
  run: Run,
  pid: number,
  cluster: Cluster,
  measuring: AsyncDisposableStack,
): Promise<void> {
  const { clock, journal } = run;
  const containers = (await cluster.containers?.(abortOnInterrupt(run))) ?? [];
  const ended = new AbortController();
  const alarm = createSaturationAlarm(run);
  const watching = watchHost({ pid, containers }, clock, ended.signal, (entry) => {
    journal.append(entry);
    alarm(entry);
  });
  measuring.defer(async () => {
    ended.abort();
    await watching;
  });
}

/** Warns once that the baseline is useless: as soon as most of its measured time was saturated. */
export function createSaturationAlarm({
  timeline,
  journal,
  view,
}: Pick<Run, 'timeline' | 'journal' | 'view'>): (entry: HostEntry) => void {
  const seen: HostEntry[] = [];
  let warned = false;
  return (entry) => {
    const { phases, header } = timeline.view();
    const baseline = phases.at(-1);
    if (warned || baseline?.phase !== 'baseline' || entry.fromUs < baseline.fromUs) return;
    seen.push(entry);
    const lengthUs = (some: readonly HostEntry[]) =>
      some.reduce((sum, { fromUs, toUs }) => sum + toUs - fromUs, 0);
    const saturatedUs = lengthUs(seen.filter(isHost('saturated')));
    if (saturatedUs < sayAfterUs || saturatedUs * 2 <= lengthUs(seen)) return;
    warned = true;
    const period = { fromUs: baseline.fromUs, toUs: entry.toUs };
    const users = reasonsText(describeProcesses({ host: seen, header }, period));
    const message = `this machine is too busy to judge the upgrade: its processors are overloaded, and ${users}. If that lasts for most of the baseline, the verdict is inconclusive. Press Ctrl-C to end the run and delete the replica`;
    journal.append({ type: 'note', message });
    view.say(message);
  };
}
