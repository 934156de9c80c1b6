import type { ProbeKind } from '../../journal/probe-entries.ts';
import { badPerStep } from './bad-per-step.ts';
import type { CriterionDefinition } from './criterion.ts';
import { latencyP90 } from './latency-p90.ts';
import { latencyP99 } from './latency-p99.ts';
import { lostWrites } from './lost-writes.ts';
import { outageLongest } from './outage-longest.ts';
import { probesApi } from './probes-api.ts';
import { probesApiWrite } from './probes-api-write.ts';
import { probesDns } from './probes-dns.ts';
import { probesPods } from './probes-pods.ts';
import { probesRollout } from './probes-rollout.ts';
import { settleWithin } from './settle-within.ts';

const probes: Readonly<Record<ProbeKind, CriterionDefinition>> = {
  api: probesApi,
  dns: probesDns,
  pods: probesPods,
  apiWrite: probesApiWrite,
  rollout: probesRollout,
};

/**
 * Every criterion, in the order of reports. A new one is a file here, a line in this list, and a row in
 * docs/judging-reference.md.
 */
export const criteria: readonly CriterionDefinition[] = [
  outageLongest,
  badPerStep,
  settleWithin,
  latencyP90,
  latencyP99,
  ...Object.values(probes),
  lostWrites,
];
