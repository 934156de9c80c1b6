import { pinSelf } from '../../command/affinity.ts';
import { cpuListText } from '../../scenario/cpu-list.ts';
import type { Run } from '../run.ts';

/**
 * Pins the harness to `load.cpus` while it measures; its load threads start after this. Not earlier, because
 * the embedded cluster's processes are its children, and would inherit the pinning.
 */
export async function pinLoadGenerator(run: Run, measuring: AsyncDisposableStack): Promise<void> {
  const { load, cluster } = run.scenario;
  if (cluster.cpus !== null)
    run.journal.append({
      type: 'note',
      message: `the nodes run on processors ${cpuListText(cluster.cpus)}`,
    });
  if (load.cpus === null) return;
  measuring.use(await pinSelf(run.commands, load.cpus));
  run.journal.append({
    type: 'note',
    message: `the load generator runs on processors ${cpuListText(load.cpus)}`,
  });
}
