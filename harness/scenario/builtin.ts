/** What the image of the workload `builtin: web` is built from: one that must be there before a run. */
export const webBaseImage = 'node:24-slim';
