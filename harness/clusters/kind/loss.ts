import type { ProviderFact } from '../cluster.ts';

/** Hands facts on, and tells of a container of the run that ended: as long as facts are read, nobody asks one to. */
export async function* tellingLoss(
  facts: AsyncIterable<ProviderFact>,
  tell: (loss: string) => void,
): AsyncGenerator<ProviderFact> {
  for await (const fact of facts) {
    const which = [fact.node, fact.detail].filter(Boolean).join(', ');
    if (fact.what === 'die') tell(`A container ended unexpectedly: ${which}`);
    yield fact;
  }
}
