import { latencyCriterion } from './latency-criterion.ts';

/** How p90 of the good responses' latency changed in the steps of a role. */
export const latencyP90 = latencyCriterion({ name: 'p90', p: 0.9 });
