/** On every object that a run makes in the cluster. */
export function runLabels(runId: string): Record<string, string> {
  return { 'app.kubernetes.io/managed-by': 'k8s-rehearse', 'k8s-rehearse/run': runId };
}

/** Labels for selectors: the app's name alone, so that they do not depend on the run. */
export function appLabels(name: string): Record<string, string> {
  return { 'app.kubernetes.io/name': name };
}
