import { expect, it } from 'vitest';
import type { ProviderFact } from '../../../../harness/clusters/cluster.ts';
import { watchForLoss } from '../../../../harness/clusters/docker/loss.ts';

const facts: readonly ProviderFact[] = [
  { source: 'docker', what: 'kill', node: 'c-worker', detail: 'signal 1' },
  { source: 'docker', what: 'die', node: 'c-worker', detail: 'exit code 137' },
  { source: 'docker', what: 'die', node: null, detail: 'rehearse-front-door, exit code 0' },
];

it('passes facts on and reports each container that ended', async () => {
  async function* seen() {
    yield* facts;
  }
  const losses: string[] = [];
  expect(await Array.fromAsync(watchForLoss(seen(), (loss) => void losses.push(loss)))).toEqual(facts);
  expect(losses).toEqual([
    'A container ended unexpectedly: c-worker, exit code 137',
    'A container ended unexpectedly: rehearse-front-door, exit code 0',
  ]);
});
