/** Docker label of every container that a run starts itself; its value is the run's id. */
export const runLabel = 'k8s-rehearse.run';
