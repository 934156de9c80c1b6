import type { Check } from '../clusters/cluster.ts';
import type { Commands } from '../command/commands.ts';
import { errorMessage, errorTable } from '../errors.ts';
import { mostConnections } from '../plan/in-flight.ts';
import { getTraits } from '../scenario/providers/table.ts';
import type { Scenario } from '../scenario/scenario.ts';

/** Open files of a process in addition to the load's connections. */
const otherFiles = 256;

/**
 * Whether a process may open as many files as the load needs connections while nothing responds; beyond that requests
 * would fail on this machine and not on the service. A front door that is a process as well holds both ends of each.
 */
export async function openFilesCheck(
  { load, cluster }: Pick<Scenario, 'load' | 'cluster'>,
  commands: Commands,
  signal: AbortSignal,
): Promise<Check> {
  const connections = mostConnections({ load, cluster });
  const needed = connections * getTraits(cluster.provider).filesPerConnection + otherFiles;
  const base = { name: 'open files', code: 'open-files-limited' } as const;
  const hint = errorTable['open-files-limited'].hint;
  try {
    // A child's limit is this process's own: Node raises it as far as permitted.
    const { stdout } = await commands.run('sh', ['-c', 'ulimit -n'], { signal, timeoutMs: 10_000 });
    const limit = stdout.trim() === 'unlimited' ? Number.POSITIVE_INFINITY : Number(stdout);
    const text = `a process may open ${stdout.trim()} files; an outage needs ${needed} (${connections} connections)`;
    const ok = limit >= needed;
    return { ...base, ok, found: text, hint: ok ? '' : hint };
  } catch (error) {
    const found = errorMessage(error);
    return { ...base, ok: false, found, hint };
  }
}
