import { leaveOutHooks } from './hooks.ts';
import { leaveOutMadeObjects } from './made-objects.ts';
import type { PlacedObject } from './placed-object.ts';
import type { RemainingObjects } from './remaining-objects.ts';
import { leaveOutServerSetFields } from './server-set.ts';

/**
 * Removes what a new cluster can't be given: Helm's hooks, objects that the cluster creates itself, and fields that
 * only an API server sets. Files from `helm template` and `kubectl get -o yaml` contain many of them.
 */
export function leaveOut(objects: readonly PlacedObject[]): RemainingObjects {
  const steps = [leaveOutHooks, leaveOutMadeObjects, leaveOutServerSetFields];
  return steps.reduce<RemainingObjects>(
    (remaining, step) => {
      const next = step(remaining.objects);
      return { objects: next.objects, warnings: [...remaining.warnings, ...next.warnings] };
    },
    { objects, warnings: [] },
  );
}
