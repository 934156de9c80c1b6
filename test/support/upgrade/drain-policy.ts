import type { DrainPolicy } from '../../../harness/scenario/scenario.ts';

/** A policy for tests: an eviction is requested again at once, and a drain fails at its limit. */
export const drainPolicy = (changes: Partial<DrainPolicy> = {}): DrainPolicy => ({
  timeoutMs: 10_000,
  onTimeout: 'fail',
  maxQuarantined: null,
  retryMs: 10,
  onError: 'retry',
  force: true,
  deleteEmptyDirData: true,
  postDrainDelayMs: 0,
  ...changes,
});
