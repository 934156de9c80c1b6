import type { Cluster } from '../clusters/cluster.ts';
import type { Journal } from '../journal/records.ts';
import { errorText } from '../kube/api-error.ts';

/** Journals what the provider sees of its machines, until the signal. A provider that fails at it is noted, not fatal. */
export async function journalFacts(
  cluster: Pick<Cluster, 'facts'>,
  journal: Journal,
  signal: AbortSignal,
): Promise<void> {
  try {
    for await (const fact of cluster.facts(signal)) journal.append({ type: 'fact', ...fact });
  } catch (error) {
    if (!signal.aborted)
      journal.append({ type: 'note', message: `provider facts ended: ${errorText(error)}` });
  }
}
