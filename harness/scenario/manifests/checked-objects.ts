import type { Issue } from '../../errors.ts';
import type { UnderstoodScenario } from '../schema/scenario.ts';
import type { Warning } from '../warnings.ts';
import type { PlacedObject } from './placed-object.ts';

/** The supported objects of a workload. */
export interface CheckedObjects {
  /** Objects to create. */
  readonly objects: readonly PlacedObject[];
  /** Kinds, fields and images that it lacks. */
  readonly issues: readonly Issue[];
  /** Objects left out, and settings accepted without effect. */
  readonly warnings: readonly Warning[];
}

/** How a kind of cluster checks a workload's objects, before one exists. */
export type CheckObjects = (objects: readonly PlacedObject[], scenario: UnderstoodScenario) => CheckedObjects;
