import { latencyCriterion } from './latency-criterion.ts';

/** How p99 changed, where the scenario has a limit of it. */
export const latencyP99 = latencyCriterion({ name: 'p99', p: 0.99 });
