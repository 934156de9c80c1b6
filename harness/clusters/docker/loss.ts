import type { ProviderFact } from '../cluster.ts';

/** Passes facts on, and reports a container of the run that ended: none is ended on purpose while facts are read. */
export async function* watchForLoss(
  facts: AsyncIterable<ProviderFact>,
  tell: (loss: string) => void,
): AsyncGenerator<ProviderFact> {
  for await (const fact of facts) {
    const which = [fact.node, fact.detail].filter(Boolean).join(', ');
    if (fact.what === 'die') tell(`A container ended unexpectedly: ${which}`);
    yield fact;
  }
}
