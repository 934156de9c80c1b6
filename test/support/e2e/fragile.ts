import { expect } from 'vitest';
import type { Episode, Summary } from '../../../harness/judge/answer/summary.ts';
import { sentences } from '../judge/sentences.ts';
import type { RehearsalProcess } from './rehearsal-process.ts';
import { readSummary } from './results.ts';

/**
 * Checks a rehearsal of the fragile service for what every provider must find: the drain of the worker with
 * the only pod broke it, no ready pod was left, and a second replica and a budget are recommended.
 * @returns the summary, and the outage with most harm to new connections
 */
export function expectFragile(rehearsal: RehearsalProcess): {
  readonly summary: Summary;
  readonly worst: Episode;
} {
  const summary = readSummary(rehearsal);
  const output = rehearsal.output();
  const outages = summary.episodes.filter(
    (one) => one.target === 'web' && one.lane === 'fresh' && one.outageMs > 0,
  );
  expect(outages, output).not.toEqual([]);
  const worst = outages.reduce((a, b) => (b.outageMs > a.outageMs ? b : a));
  const step = summary.steps[worst.step ?? -1];
  expect(worst, output).toMatchObject({
    action: 'drain',
    mechanism: { id: 'no-ready-pod' },
    phase: 'upgrade',
  });
  expect(step?.role).toBe('worker');
  const evicted = rehearsal
    .records()
    .filter((one) => one.type === 'eviction' && one.namespace === 'rehearse' && one.result === 'accepted');
  expect(
    evicted.map(({ node }) => node),
    'the only pod was on it',
  ).toContain(step?.node);
  expect(sentences(summary.reasons).join(' '), 'it is named').toContain(step?.node);
  expect(summary.recommendations.map(({ setting, to }) => `${setting}: ${to}`)).toEqual(
    expect.arrayContaining(['workload.replicas: 2', 'workload.budget.minAvailable: 1']),
  );
  return { summary, worst };
}
