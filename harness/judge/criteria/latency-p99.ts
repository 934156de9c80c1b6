import { latencyCriterion } from './latency-criterion.ts';

/** How p99 changed, if the scenario limits it. */
export const latencyP99 = latencyCriterion({ name: 'p99', p: 0.99 });
