import type { Cluster } from '../clusters/cluster.ts';
import type { Journal } from '../journal/records.ts';
import { errorText } from '../kube/api-error.ts';

/**
 * Journals the provider's observations of its machines, until the signal. A failure of the provider is
 * recorded, not fatal.
 */
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
