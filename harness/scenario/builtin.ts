/** What the image of the workload `builtin: web` is built from: one that must be there before a run. */
export const webBaseImage = 'node:24-slim';

/**
 * Left of the termination grace for the service to end by itself, before the kubelet kills it: what is not answered by then it
 * cuts.
 */
export const exitMarginMs = 1_000;

/**
 * What the web service answers, and what its streams repeat. `workloads/web` has both again: it is a program of its own, in an
 * image without this package. Its tests compare the two.
 */
export const webBody = 'ok\n';
export const streamBeat = 'beat\n';
