import type { WorkloadSpec } from '../../../../harness/scenario/scenario.ts';

export const webSpec: WorkloadSpec = {
  builtin: 'web',
  replicas: 2,
  workUs: 0,
  preStopMs: 0,
  terminationGraceMs: 5_000,
  budget: { minAvailable: 1 },
  spread: true,
  onSigterm: 'graceful',
  readinessProbe: true,
  startupMs: 0,
  ready: { withinMs: 300_000 },
};
