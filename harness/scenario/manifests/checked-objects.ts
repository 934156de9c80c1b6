import type { Issue } from '../../errors.ts';
import type { UnderstoodScenario } from '../schema/scenario.ts';
import type { Warning } from '../warnings.ts';
import type { PlacedObject } from './placed-object.ts';

/** A workload's objects, as far as a kind of cluster has them. */
export interface CheckedObjects {
  /** Those that are to be created. */
  readonly objects: readonly PlacedObject[];
  /** Kinds, fields and images that it lacks. */
  readonly issues: readonly Issue[];
  /** What is left out, or taken and not honoured. */
  readonly warnings: readonly Warning[];
}

/** What a kind of cluster makes of a workload's objects, before there is one. */
export type CheckObjects = (objects: readonly PlacedObject[], scenario: UnderstoodScenario) => CheckedObjects;
