import type { Warning } from '../warnings.ts';
import type { PlacedObject } from './placed-object.ts';

/** Objects that stay, and what was left out of them, each named. */
export interface RemainingObjects {
  readonly objects: readonly PlacedObject[];
  readonly warnings: readonly Warning[];
}
