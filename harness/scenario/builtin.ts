/** The base image of the workload `builtin: web`, which must exist before a run. */
export const webBaseImage = 'node:24-slim';

/**
 * Part of the termination grace period that is left for the service's exit before the kubelet kills it: the
 * service cuts requests that are unanswered by then.
 */
export const exitMarginMs = 1_000;

/**
 * What the web service answers, and what its streams repeat. `workloads/web` has both again: it is a program of its own, in an
 * image without this package. Its tests compare the two.
 */
export const webBody = 'ok\n';
export const streamBeat = 'beat\n';
