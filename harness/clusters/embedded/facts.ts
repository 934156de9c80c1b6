import type { MeasuredLags } from '../../embedded/lags.ts';
import { lagTexts } from '../../embedded/measured-lags.ts';
import type { Child } from '../../embedded/process/fork.ts';
import type { ClusterReady, ClusterRequests, MachineFact } from '../../embedded/process/messages.ts';
import type { ProviderFact } from '../cluster.ts';

const source = 'embedded';

/**
 * First the delays of the components, then events of the machines: started, powered off, died. Ends with the
 * signal, or with the cluster.
 */
export async function* embeddedFacts(
  cluster: Pick<Child<ClusterRequests, ClusterReady>, 'ask' | 'ended'>,
  lags: MeasuredLags,
  signal: AbortSignal,
): AsyncGenerator<ProviderFact> {
  yield { source, what: 'lags', node: null, detail: lags.source };
  for (const detail of lagTexts(lags)) yield { source, what: 'lag', node: null, detail };
  for (let seen = 0; !signal.aborted; ) {
    const next = cluster.ask('facts', { since: seen }, signal) as Promise<readonly MachineFact[]>;
    const facts = await next.catch(async (error: unknown): Promise<string> => {
      if (signal.aborted) return '';
      const why = await Promise.race([cluster.ended, null]);
      if (why === null) throw error;
      return why;
    });
    if (typeof facts === 'string') {
      if (facts !== '') yield { source, what: 'ended', node: null, detail: facts };
      return;
    }
    seen += facts.length;
    for (const fact of facts) yield { source, ...fact };
  }
}
