import fc from 'fast-check';
import type { WorkloadSpec } from '../../../harness/scenario/scenario.ts';

/** A service that loses nothing when a node is drained. */
export const goodWorkload: WorkloadSpec = {
  builtin: 'web',
  replicas: 3,
  workUs: 200,
  preStopMs: 5_000,
  terminationGraceMs: 30_000,
  budget: { minAvailable: 2 },
  spread: true,
  onSigterm: 'graceful',
  readinessProbe: true,
  startupMs: 0,
  ready: { withinMs: 300_000 },
};

/** Any service that a scenario can specify. */
export const anyWorkload: fc.Arbitrary<WorkloadSpec> = fc.record({
  builtin: fc.constant('web' as const),
  replicas: fc.integer({ min: 1, max: 100 }),
  workUs: fc.integer({ min: 0, max: 1_000_000 }),
  preStopMs: fc.integer({ min: 0, max: 60_000 }),
  terminationGraceMs: fc.integer({ min: 1, max: 300_000 }),
  budget: fc.option(fc.record({ minAvailable: fc.integer({ min: 0, max: 100 }) })),
  spread: fc.boolean(),
  onSigterm: fc.constantFrom('graceful', 'exit', 'ignore'),
  readinessProbe: fc.boolean(),
  startupMs: fc.integer({ min: 0, max: 600_000 }),
  ready: fc.constant({ withinMs: 300_000 }),
});
