import type { PostCheckRule } from './check.ts';
import {
  everyNodeRolled,
  nodesAtTarget,
  staticPodsAtTarget,
  systemImagesAtTarget,
  systemPodsHealthy,
} from './cluster-checks.ts';
import { namedComponentsHealthy } from './components-healthy.ts';
import { evictedPodsMadeAgain } from './lost-pods.ts';
import { phasesAtLength } from './phase-checks.ts';
import { baselineMeetsCriteria, completeAccounting, enoughRequests } from './post-checks.ts';

/** Every check after a run, in the order in which the report lists them. */
export const postChecks: readonly PostCheckRule[] = [
  nodesAtTarget,
  everyNodeRolled,
  staticPodsAtTarget,
  systemImagesAtTarget,
  namedComponentsHealthy,
  systemPodsHealthy,
  evictedPodsMadeAgain,
  completeAccounting,
  phasesAtLength,
  enoughRequests,
  baselineMeetsCriteria,
];
